import { createHash } from 'node:crypto';

import { createOpenAiClient } from '../../adapters/openai/client';
import type { MeteredCall } from '../../router/calls/client';
import { createBudget } from '../../router/execution/budgets/budget';
import { createMeter } from '../../router/execution/meter';
import { type Meter } from '../../router/execution/meterTypes';
import { createHealth } from '../../router/health/inProcess';
import { systemClock } from '../../nodes/shared/clock';
import { createSend } from '../../nodes/shared/transport';
import type { ModelSpec } from '../../router/registry/model';
import { json, serve, type TestServer } from './httpServer';
import { requestHelper } from './requestHelper';
import { modelAt, priceOf, unhurried } from './routing';

/** A call that must not be made. */
export const noCall: MeteredCall = {
	complete: async () => {
		throw new Error('a model was called');
	},
	embed: async () => {
		throw new Error('an embedding was fetched');
	},
};

export interface EmbeddingServer extends TestServer {
	/** Texts of every request that arrived, in order. */
	batches(): readonly (readonly string[])[];
	/** From now on every request ends with this status; `null`: it answers again. */
	fail(status: number | null): void;
	/** Answers wait until this is called. */
	hold(): () => void;
}

/** An embedding endpoint that gives each text the vector `vectorOf` says, by default one of its own. */
export async function embeddingServer(vectorOf: (text: string) => readonly number[] = ownVector): Promise<EmbeddingServer> {
	let failing: number | null = null;
	let gate: Promise<void> = Promise.resolve();
	const server = await serve((response, { body }) => {
		void gate.then(() => {
			if (failing !== null) return json(response, failing, { error: { message: 'refused' } });
			const data = textsOf(body).map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) }));
			json(response, 200, { object: 'list', model: 'e', data, usage: { prompt_tokens: 7, total_tokens: 7 } });
		});
	});
	return {
		...server,
		batches: () => server.journal.map(({ body }) => textsOf(body)),
		fail: (status) => void (failing = status),
		hold() {
			let open = () => {};
			gate = new Promise((resolve) => (open = resolve));
			return () => open();
		},
	};
}

/** Eight numbers of its own for each text. */
export function ownVector(text: string): number[] {
	return [...createHash('sha256').update(text).digest().subarray(0, 8)].map((byte) => byte - 127.5);
}

function textsOf(body: string): string[] {
	return (JSON.parse(body) as { input: string[] }).input;
}

export const embeddingModel = (over: Partial<ModelSpec> = {}): ModelSpec =>
	modelAt(0, { id: 'one/embed', apiModel: 'embed', keyId: 'one', price: priceOf(1), ...over });

/** A meter of its own over the real client, as each item has one. */
export function meterTo(url: string, { signal, capNanoUsd = null }: { signal?: AbortSignal; capNanoUsd?: number | null } = {}): Meter {
	const endpoint = { kind: 'custom1' as const, name: 'One', baseUrl: `${url}/v1`, apiKey: 'sk-test', apiVersion: null };
	const client = createOpenAiClient({ endpoints: new Map([['one', endpoint]]), send: createSend(requestHelper), now: () => 0 });
	let ids = 0;
	return createMeter({
		client,
		budget: createBudget(capNanoUsd),
		health: createHealth(),
		clock: systemClock,
		...unhurried(systemClock),
		signal: signal ?? new AbortController().signal,
		decisionId: 'd',
		newId: () => `c${String(++ids)}`,
		countTokens: (text) => text.length,
	});
}
