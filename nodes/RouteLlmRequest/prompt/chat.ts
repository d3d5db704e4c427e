import { firstText } from './fields';
import type { Family } from './reading';

/** n8n's Chat Trigger, and what follows Respond to Chat. A message may be files alone; then other fields are looked at, too. */
export const readChat: Family = (json) => {
	const isChat = Object.hasOwn(json, 'chatInput') || (Object.hasOwn(json, 'sessionId') && Object.hasOwn(json, 'action'));
	return isChat ? { place: firstText(json, [['chatInput']]), pictures: true } : null;
};
