import { routeThenFeedback, runFeedback, FEEDBACK, ROUTED_ID, type FeedbackAsk } from '../../../support/feedbackNode';
import { fullRecord } from '../../../support/records';
import { openLedger, provider, says, type TestLedger } from '../../../support/routeNode';

let log: TestLedger;
beforeAll(async () => {
	log = await openLedger();
});
afterAll(() => log.close());

let made = 0;
/** A decision between maker/cheap and maker/strong, which answered. */
async function decided(changes: Parameters<typeof fullRecord>[1] = {}): Promise<string> {
	const id = `decision ${String(made++)}`;
	expect(await log.ledger.record(fullRecord(id, changes))).toEqual({ kind: 'stored' });
	return id;
}

async function outcomesOf(id: string) {
	const { decisions } = await log.ledger.feedback.decisions({ filter: { ids: [id] }, order: 'newest', limit: 1, after: null });
	return decisions[0]?.outcomes ?? [];
}

const record = (parameters: Record<string, unknown>, more: Partial<FeedbackAsk> = {}) =>
	runFeedback({ parameters: { decisionId: '={{ $json.id }}', ...parameters }, ...more });

describe('Outcome, Record', () => {
	it.each<[string, string | number | boolean, number]>([
		['thumbs', '👍', 1],
		['thumbs', false, 0],
		['stars', 4, 0.75],
		['ten', '7', 0.7],
		['percent', '80 %', 0.8],
		['score', 0.3, 0.3],
		['label', 'incorrect', 0],
	])('given as %s: %j is a score of %d for the model that answered', async (scale, rating, score) => {
		const id = await decided();
		const { json } = await record({ scale, rating: '={{ $json.given }}' }, { items: [{ json: { id, given: rating, kept: 'as it was' } }] });
		expect(json).toEqual([
			{
				id,
				given: rating,
				kept: 'as it was',
				outcome: { decisionId: id, model: 'maker/strong', score, source: 'user', recorded: 'stored' },
			},
		]);
		expect(await outcomesOf(id)).toMatchObject([
			{ modelId: 'maker/strong', score, source: 'user', judge: null, inclusionProbability: null },
		]);
	});

	it.each<[string, Record<string, unknown>, RegExp]>([
		['a rating beyond its scale', { rating: 6 }, /^Rating: The rating must be a number of stars from 1 to 5, not 6\.$/],
		['an empty rating', { rating: null }, /^Rating: .*not empty\.$/],
		['no decision', { id: null }, /^Decision ID: is empty\./],
		['an unknown decision', { id: 'nobody' }, /^Decision ID: "nobody" is not in the log\./],
		[
			'a model that was none of the decision’s',
			{ model: 'maker/other' },
			/^Model: "maker\/other" was not among .* \(maker\/cheap, maker\/strong\)\.$/,
		],
		['the source kept for audits', { source: 'Audit' }, /^Options, Source: is "Audit", which is reserved for audits/],
		['a source that is a novel', { source: 'x'.repeat(101) }, /^Options, Source: has more than 100 characters/],
		['a list where a word is wanted', { source: [1] }, /^Options, Source: is not text/],
	])('%s is one clear error, and nothing is recorded of the run', async (_name, bad, message) => {
		const ids = [await decided(), await decided()];
		const items = ids.map((id, index) => ({ json: { id, rating: 5, ...(index === 1 && bad) } }));
		const { status, error } = await record(
			{ scale: 'stars', rating: '={{ $json.rating }}', options: { modelId: '={{ $json.model }}', source: '={{ $json.source }}' } },
			{ items },
		);
		expect(status).toBe('error');
		expect(error?.message).toMatch(message);
		for (const id of ids) expect(await outcomesOf(id)).toEqual([]);
	});

	it('of a decision that nobody answered says so; a model that was tried can be rated', async () => {
		const id = await decided({ result: { kind: 'fallback', failure: 'quality' } });
		expect((await record({ rating: 'up' }, { items: [{ json: { id } }] })).error?.message).toMatch(
			/^Decision ID: no model answered "decision \d+"\. Only answers can be rated; name a Model/,
		);
		const { json } = await record({ rating: 'down', options: { modelId: 'maker/cheap' } }, { items: [{ json: { id } }] });
		expect(json).toMatchObject([{ outcome: { model: 'maker/cheap', score: 0, recorded: 'stored' } }]);
	});

	it('said again changes nothing, another one takes its place, another source stands beside it', async () => {
		const id = await decided();
		const say = async (rating: string, source?: string) =>
			(await record({ rating, options: source === undefined ? {} : { source } }, { items: [{ json: { id } }] })).json[0]?.['outcome'];
		expect(await say('up')).toMatchObject({ recorded: 'stored' });
		expect(await say('up')).toMatchObject({ recorded: 'duplicate' });
		expect(await say('down')).toMatchObject({ recorded: 'replaced' });
		expect(await say('up', 'support')).toMatchObject({ recorded: 'stored' });
		expect((await outcomesOf(id)).map(({ source, score }) => [source, score]).sort()).toEqual([
			['support', 1],
			['user', 0],
		]);
	});

	it('by several people: each has one vote and may change it, and who they are is not stored', async () => {
		const [id, other] = [await decided(), await decided()];
		const votes = [
			['ann', 'up'],
			['bob', 'down'],
			['ann', 'down'],
			['cid', 'up'],
		].map(([by, rating]) => ({ json: { id, by: `${by ?? ''}@example.com`, rating } }));
		const { json } = await record(
			{ options: { ratedBy: '={{ $json.by }}' } },
			{ items: [...votes, { json: { id: other, by: 'ann@example.com', rating: 'up' } }] },
		);
		expect(json.map(({ outcome }) => (outcome as { recorded: string }).recorded)).toEqual([
			'stored',
			'stored',
			'replaced',
			'stored',
			'stored',
		]);
		const stored = await outcomesOf(id);
		expect(stored.map(({ score }) => score).sort()).toEqual([0, 0, 1]);
		const keys = [...stored, ...(await outcomesOf(other))].map(({ dedupeKey }) => dedupeKey);
		expect(keys.join()).not.toMatch(/ann|bob|cid|example/);
		expect(new Set(keys.map((key) => key.split(':').at(-1))).size).toBe(4);
	});

	it('of two models’ answers to one request are two', async () => {
		const id = await decided();
		for (const modelId of ['maker/cheap', 'maker/strong'])
			await record({ rating: 'up', options: { modelId } }, { items: [{ json: { id } }] });
		expect((await outcomesOf(id)).map(({ modelId }) => modelId).sort()).toEqual(['maker/cheap', 'maker/strong']);
	});

	it('with a key of one’s own is one by that key', async () => {
		const id = await decided();
		const say = (rating: string) =>
			record({ rating, options: { dedupeKey: `form 7 of ${id}`, ratedBy: rating } }, { items: [{ json: { id } }] });
		await say('up');
		expect((await say('down')).json).toMatchObject([{ outcome: { recorded: 'replaced' } }]);
		expect(await outcomesOf(id)).toMatchObject([{ dedupeKey: `form 7 of ${id}`, score: 0 }]);
	});

	describe('with On Error other than Stop', () => {
		const mixed = async () => {
			const [one, two] = [await decided(), await decided()];
			return [
				{ json: { id: one, rating: 'up' } },
				{ json: { id: 'nobody', rating: 'up' } },
				{ json: { id: two, rating: 'sideways', kept: true } },
				{ json: { id: two, rating: 'down' } },
			];
		};

		it('a bad item goes on with the reason, the others are recorded', async () => {
			const items = await mixed();
			const { status, json } = await record({}, { items, node: { onError: 'continueRegularOutput' } });
			expect(status).toBe('success');
			expect(json).toEqual([
				expect.objectContaining({ outcome: expect.objectContaining({ score: 1 }) }),
				{ ...items[1]?.json, error: expect.stringMatching(/^Decision ID: "nobody" is not in the log/) },
				{ ...items[2]?.json, error: expect.stringMatching(/^Rating: .*not "sideways"/) },
				expect.objectContaining({ outcome: expect.objectContaining({ score: 0 }) }),
			]);
		});

		it('a bad item leaves by the error output, with what came in', async () => {
			const items = await mixed();
			const { outputs } = await record({}, { items, node: { onError: 'continueErrorOutput' } });
			expect(outputs.map((output) => output.map(({ json }) => json['rating']))).toEqual([
				['up', 'down'],
				['up', 'sideways'],
			]);
			expect(outputs[1]?.[1]?.json).toEqual({ ...items[2]?.json, error: expect.stringMatching(/^Rating: /) });
			expect(outputs.map((output) => output.map(({ pairedItem }) => pairedItem))).toEqual([
				[{ item: 0 }, { item: 3 }],
				[{ item: 1 }, { item: 2 }],
			]);
		});

		it('an expression that fails for one item costs the others nothing', async () => {
			const id = await decided();
			const { json } = await record(
				{ rating: '={{ $json.deep.rating }}' },
				{ items: [{ json: { id, deep: { rating: 'up' } } }, { json: { id, deep: null } }], node: { onError: 'continueRegularOutput' } },
			);
			expect(json).toMatchObject([{ outcome: { recorded: 'stored' } }, { error: expect.any(String) }]);
		});
	});

	it('behind the router, by its item further on', async () => {
		const server = await provider((prompt) => says(`Answer to ${prompt}`));
		const items = ['Hi', 'Hello'].map((chatInput) => ({ json: { chatInput, rating: 'up' } }));
		const result = await routeThenFeedback({ items, urls: [server.url, server.url] }, { parameters: { decisionId: ROUTED_ID } });
		await server.close();
		const outcomes = result.tasks(FEEDBACK).flatMap((_, run) => result.items(FEEDBACK, 0, run).map(({ json }) => json));
		expect(outcomes).toHaveLength(2);
		for (const { llmRoute, outcome } of outcomes)
			expect(outcome).toMatchObject({
				decisionId: (llmRoute as { id: string }).id,
				model: (llmRoute as { model: string }).model,
				recorded: 'stored',
			});
	});

	it('for thousands of items in one run, and once more without a change', async () => {
		const ids = await Promise.all(Array.from({ length: 3_000 }, () => decided()));
		const items = ids.map((id, index) => ({ json: { id, rating: index % 4 === 0 ? 'down' : 'up' } }));
		for (const recorded of ['stored', 'duplicate']) {
			const { json } = await record({}, { items });
			expect(json.map(({ id }) => id)).toEqual(ids);
			expect(new Set(json.map(({ outcome }) => (outcome as { recorded: string }).recorded))).toEqual(new Set([recorded]));
		}
		expect(await outcomesOf(ids[4] ?? '')).toMatchObject([{ score: 0 }]);
	});
});

describe('Outcome, Record, given as a reference answer', () => {
	const compare = async (item: Record<string, unknown>, parameters: Record<string, unknown> = {}) => {
		const id = await decided();
		return {
			id,
			...(await record({ scale: 'reference', reference: '={{ $json.expected }}', ...parameters }, { items: [{ json: { id, ...item } }] })),
		};
	};

	it.each<[string, unknown, unknown, number, string]>([
		['text', ' The Capital is PARIS! ', 'the capital is Paris', 1, 'the same text'],
		['text', 'Lyon', 'Paris', 0, 'another text'],
		['contains', 'It is Paris, of course.', 'paris', 1, 'the answer contains the reference'],
		['number', 'So it is 1,200.0 in all.', 1200, 1, 'the same number'],
		['number', 'It is 41.', '42', 0, 'the answer has 41, not 42'],
		['json', '{"b": 2, "a": 1}', { a: 1, b: 2 }, 1, 'the same JSON'],
		['json', { a: 1 }, '{"a": 1}', 1, 'the same JSON'],
	])('by %s: %j against %j is %d', async (compareBy, output, expected, score, compared) => {
		const { id, json } = await compare({ output, expected }, { compareBy });
		expect(json).toMatchObject([{ outcome: { score, source: 'reference', compared, recorded: 'stored' } }]);
		expect(await outcomesOf(id)).toMatchObject([{ score, source: 'reference' }]);
	});

	it.each<[string, Record<string, unknown>, Record<string, unknown>, RegExp]>([
		['no answer', { expected: 'x' }, {}, /^Answer: is empty\. Use an expression/],
		['no reference', { output: 'x' }, {}, /^Reference Answer: is empty\./],
		['a reference without a number', { output: '1', expected: 'many' }, { compareBy: 'number' }, /^Reference Answer: has no number/],
		['a reference that is no JSON', { output: '{}', expected: '{' }, { compareBy: 'json' }, /^Reference Answer: is not valid JSON/],
	])('%s is one clear error and no score', async (_name, item, parameters, message) => {
		const { id, error } = await compare(item, parameters);
		expect(error?.message).toMatch(message);
		expect(await outcomesOf(id)).toEqual([]);
	});

	it('stores neither answer nor reference', async () => {
		const { id } = await compare({ output: 'a telling answer', expected: 'a telling answer' });
		expect(JSON.stringify(await outcomesOf(id))).not.toContain('telling');
	});
});
