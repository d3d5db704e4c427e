import { createLexicalEmbedder } from '../../../router/features/lexicalEmbedder';
import { createSemanticStrategy } from '../../../router/strategies/semantic';
import { noCall } from '../../support/embeddings';
import { INTENT_SETS } from '../../support/intents';
import { analyzed } from '../../support/requests';
import { modelAt } from '../../support/routing';

/** Share of an intent set's requests that go to the model of their intent. */
async function accuracyOf(name: string): Promise<number> {
	const intents = Object.entries(INTENT_SETS[name] ?? {});
	const examples = intents.flatMap(([modelId, { examples: texts }]) => texts.map((text) => ({ modelId, text })));
	const embedder = createLexicalEmbedder({ examples: examples.map(({ text }) => text) });
	const strategy = createSemanticStrategy({ examples, embedder, margin: 0, defaultModelId: 'default', definition: null });
	const models = [...intents.map(([id]) => id), 'default'].map((id, index) => modelAt(index, { id }));
	const requests = intents.flatMap(([id, { test }]) => test.map((text) => ({ id, text })));
	const right = await Promise.all(
		requests.map(async ({ id, text }) => {
			const options = { request: analyzed(text), models, threshold: 0, call: noCall, random: () => 0, nowMs: 0 };
			const ranking = await strategy.rank(options);
			return ranking.kind === 'choice' && ranking.modelId === id;
		}),
	);
	expect(right).toHaveLength(200);
	return right.filter(Boolean).length / right.length;
}

/** Somewhat under what was measured; docs/words-card.md has the figures. */
it.each([
	['bank', 0.61],
	['office', 0.62],
	['close', 0.46],
])('built in, %s: at least %f of requests never seen find the one of ten intents', async (name, least) => {
	expect(await accuracyOf(name)).toBeGreaterThanOrEqual(least);
});
