import { instanceHash, type Instance } from './instanceHash';

/** Keeps these apart from other hashes of the same text. */
const PURPOSE = 'n8n-nodes-llm-router/session-key';

/** What is kept instead of a conversation's id, of one router: another router's conversation of the same id is another one. */
export function sessionKeyHash(instance: Instance, routerId: string, text: string): string {
	return instanceHash(instance, PURPOSE, JSON.stringify([routerId, text]));
}
