import { freshN8n, keepShared } from '../support/e2e';

/** One n8n for all specs: a start takes a quarter of a minute, and the machine has two cores. */
export default async function setup(): Promise<void> {
	keepShared(await freshN8n('shared', { N8N_LOG_LEVEL: 'debug' }));
}
