import { createHash } from 'node:crypto';

import { clearHealth } from '../../../nodes/shared/health';
import { decodeFeatures } from '../../../router/features/encode';
import type { DecisionRecord } from '../../../router/ledger/record';
import { json, serve } from '../../support/httpServer';
import { NODE, openLedger, run, type Ask } from '../../support/routeNode';

const FILLERS = ['blue', 'kindly', 'red', 'out', 'there', 'they', 'said', 'about', 'our', 'last', 'delivery', 'today'];
export const bytesOf = (text: string) => [...createHash('sha256').update(text).digest()];
/** No word tells. */
export const isHard = (text: string) => (bytesOf(text)[0] ?? 0) < 160;
export const promptOf = (i: number) =>
	`Those gardens: ${bytesOf(String(i))
		.slice(0, 12)
		.map((byte) => FILLERS[byte % FILLERS.length] ?? '')
		.join(' ')}.`;
/** Whether a prompt is hard is the third number's; the others are common to all, and noise. */
export const vectorOf = (text: string) =>
	bytesOf(text).map((byte, i) => 2 * Math.cos(i) + byte / 255 + (i === 2 ? (isHard(text) ? 1.5 : -1.5) : 0));

export const embeddingModel = { mode: 'id', value: 'custom1/embed' };
export const texts = (...all: string[]) => all.map((text) => ({ json: { text } }));
export const charged = ({ charges }: DecisionRecord) => charges.filter(({ purpose }) => purpose === 'embedding');
export const embeddingIn = ({ features }: DecisionRecord) => decodeFeatures(features?.bytes ?? new Uint8Array())?.embedding ?? null;

/** A provider of answers and of embeddings that say whether a prompt is hard, and a log. */
export async function openEmbeddingWorld() {
	const ledger = await openLedger();
	let failing: number | null = null;
	const server = await serve((response, { body, path }) => {
		if (!path.endsWith('/embeddings')) return json(response, 200, ANSWER);
		if (failing !== null) return json(response, failing, { error: { message: 'refused' } });
		const { input } = JSON.parse(body) as { input: string[] };
		json(response, 200, {
			object: 'list',
			model: 'e',
			data: input.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) })),
			usage: { prompt_tokens: 7, total_tokens: 7 },
		});
	});
	const fetched = () => server.journal.filter(({ path }) => path.endsWith('/embeddings')).length;
	let runs = 0;
	return {
		server,
		ledger: ledger.ledger,
		/** What embeddings are answered with from now on; `null`: as they should. */
		failWith(status: number | null): void {
			failing = status;
		},
		/** Embeddings work, and nothing is known of any failure. */
		reset(): void {
			failing = null;
			clearHealth();
		},
		async route(items: Ask['items'], parameters: Record<string, unknown>) {
			const executionId = `embedding-${String(++runs)}`;
			const before = fetched();
			const result = await run({ items, parameters, urls: [server.url, server.url], extra: { executionId } });
			if (result.error !== undefined) throw result.error;
			return {
				result,
				records: ledger.stored(executionId),
				calls: fetched() - before,
				hints: result.hints(NODE).map(({ message }) => message),
			};
		},
		async close(): Promise<void> {
			await server.close();
			await ledger.close();
		},
	};
}

export type EmbeddingWorld = Awaited<ReturnType<typeof openEmbeddingWorld>>;

const ANSWER = {
	id: 'c',
	object: 'chat.completion',
	model: 'm',
	choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'an answer' } }],
	usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
};
