import { readFileSync } from 'node:fs';

import { runFeedback, type FeedbackAsk } from '../../../support/feedbackNode';
import { outcomeOf } from '../../../support/feedbackContract';
import { fullRecord } from '../../../support/records';
import { byId, fromList } from '../../../support/routerField';
import { openLedger, type TestLedger } from '../../../support/routeNode';
import type { DecisionRecord } from '../../../../router/ledger/record';

let log: TestLedger;
beforeAll(async () => {
	log = await openLedger();
});
beforeEach(async () => {
	await log.ledger.feedback.erase({ kind: 'older_than', atMs: Number.MAX_SAFE_INTEGER });
});
afterAll(() => log.close());

const HOUR_MS = 3_600_000;
const NOON = Date.UTC(2026, 6, 1, 12);

/** Decisions an hour apart from noon on, in the order given. */
async function decided(...changes: readonly (Partial<DecisionRecord> & { readonly id: string })[]): Promise<void> {
	for (const [index, { id, ...change }] of changes.entries()) {
		expect(await log.ledger.record(fullRecord(id, { atMs: NOON + index * HOUR_MS, ...change }))).toEqual({ kind: 'stored' });
	}
}

const decision = (operation: string, parameters: Record<string, unknown> = {}, more: Partial<FeedbackAsk> = {}) =>
	runFeedback({ parameters: { resource: 'decision', operation, ...parameters }, ...more });
const idsOf = async (parameters: Record<string, unknown>, more?: Partial<FeedbackAsk>) =>
	(await decision('getAll', parameters, more)).json.map(({ id }) => id);
const left = async () => (await idsOf({ returnAll: true })).sort();

describe('Decision, Get Many', () => {
	it('gives what is asked for most first, the whole record behind it, and no text unless asked', async () => {
		await decided({ id: 'a', charges: fullRecord('a').charges.slice(0, 2) });
		await log.ledger.feedback.recordOutcomes([outcomeOf('a', { score: 0.25 }), outcomeOf('a', { score: 0.75, dedupeKey: 'other' })]);
		const [found] = (await decision('getAll')).json;
		expect(found).toMatchObject({
			id: 'a',
			at: '2026-07-01T12:00:00.000Z',
			model: 'maker/strong',
			costUsd: 0.000369,
			latencyMs: 3800,
			outcomeMean: 0.5,
			strategy: 'classifier',
			outcomes: [{ score: 0.25 }, { score: 0.75 }],
		});
		expect(found).not.toHaveProperty('features');
		expect(JSON.stringify(found)).not.toMatch(/kept by opt-in|The answer/);
		expect((await decision('getAll', { options: { withTexts: true } })).json).toMatchObject([
			{ prompt: 'The prompt, kept by opt-in', answer: 'The answer' },
		]);
	});

	it('newest first up to the limit, in whichever order, or all of many pages', async () => {
		await decided(...Array.from({ length: 130 }, (_, index) => ({ id: `d${String(index)}` })));
		expect(await idsOf({})).toEqual(Array.from({ length: 50 }, (_, index) => `d${String(129 - index)}`));
		expect(await idsOf({ limit: '={{ "2" }}', options: { order: 'oldest' } })).toEqual(['d0', 'd1']);
		expect(new Set(await idsOf({ returnAll: true })).size).toBe(130);
	});

	it('is paired with the item that asked', async () => {
		await decided({ id: 'a' }, { id: 'b' });
		const { outputs } = await decision(
			'getAll',
			{ filters: { ids: '={{ $json.id }}' } },
			{ items: [{ json: { id: 'b' } }, { json: { id: 'none' } }, { json: { id: 'a' } }] },
		);
		expect(outputs[0]?.map(({ json, pairedItem }) => [json['id'], pairedItem])).toEqual([
			['b', { item: 0 }],
			['a', { item: 2 }],
		]);
	});

	describe('filters', () => {
		beforeEach(async () => {
			await decided(
				{ id: 'rules', strategy: 'rules', degraded: false, subjectKey: 'ann' },
				{ id: 'other', routerId: 'w:other', subjectKey: 'bob' },
				{ id: 'lost', result: { kind: 'fallback', failure: 'quality' } },
				{ id: 'cheap', result: { kind: 'routed', modelId: 'maker/cheap', slot: 1 } },
			);
			await log.ledger.feedback.recordOutcomes([outcomeOf('other')]);
		});

		it.each<[string, Record<string, unknown>, string[]]>([
			['ids', { ids: ' rules, lost ,' }, ['lost', 'rules']],
			['router', { routerId: fromList('w:other') }, ['other']],
			['router, by an expression', { routerId: byId('={{ "w:" + "other" }}') }, ['other']],
			['router, as plain text of an older workflow', { routerId: 'w:other' }, ['other']],
			['router, where nothing was chosen', { routerId: fromList('') }, ['cheap', 'lost', 'other', 'rules']],
			['strategy', { strategy: 'rules' }, ['rules']],
			['model', { modelId: 'maker/cheap' }, ['cheap']],
			['failure', { failure: 'quality' }, ['lost']],
			['result', { resultKind: 'routed' }, ['cheap']],
			['degraded', { degraded: false }, ['rules']],
			['outcome', { hasOutcome: true }, ['other']],
			['no outcome', { hasOutcome: false }, ['cheap', 'lost', 'rules']],
			['subject', { subjectKey: 'ann' }, ['rules']],
			['several, all of which must hold', { degraded: true, resultKind: 'answered' }, ['other']],
			['time, the end not counting', { from: '2026-07-01T13:00:00Z', to: '2026-07-01T15:00:00+00:00' }, ['lost', 'other']],
			['an empty word, which filters nothing', { strategy: '', routerId: '={{ $json.missing }}' }, ['cheap', 'lost', 'other', 'rules']],
		])('by %s', async (_name, filters, ids) => {
			expect(await idsOf({ filters }).then((found) => found.sort())).toEqual(ids);
		});

		it('take what the calendar gives as a time of the workflow’s zone, and dates of expressions as they are', async () => {
			const inParis = { extra: { workflow: workflowIn('Europe/Paris', { filters: { from: '2026-07-01T15:00:00' } }) } };
			// 15:00 in Paris is 13:00 UTC.
			expect((await idsOf({}, inParis)).sort()).toEqual(['cheap', 'lost', 'other']);
			expect((await idsOf({ filters: { from: '={{ DateTime.fromISO("2026-07-01T14:30:00Z") }}' } })).sort()).toEqual(['cheap']);
			expect((await idsOf({ filters: { to: '={{ new Date("2026-07-01T12:30:00Z") }}' } })).sort()).toEqual(['rules']);
			expect(await idsOf({ filters: { from: '={{ $now.plus(10, "years") }}' } })).toEqual([]);
		});

		it.each<[string, Record<string, unknown>, RegExp]>([
			['a date that is none', { from: 'yesterday' }, /^Filters, From: is not a date/],
			// An expression that fails to find a subject must not hand out everybody's.
			['no subject', { subjectKey: '={{ $json.missing }}' }, /^Filters, Subject Key: is empty\. Enter a value, or remove the filter/],
			['no ID', { ids: ' ' }, /^Filters, Decision IDs: is empty/],
			['a list', { strategy: '={{ ["rules"] }}' }, /^Filters, Strategy: is not text/],
		])('%s is one clear error', async (_name, filters, message) => {
			for (const operation of ['getAll', 'export']) expect((await decision(operation, { filters })).error?.message).toMatch(message);
			const { json } = await decision('getAll', { filters }, { node: { onError: 'continueRegularOutput' } });
			expect(json).toEqual([{ error: expect.stringMatching(message) }]);
		});
	});

	it.each([0, 1.5, 'many'])('a limit of %j is one clear error', async (limit) => {
		expect((await decision('getAll', { limit })).error?.message).toMatch(/^Limit: is .*Use a whole number of at least 1/);
	});
});

function workflowIn(timezone: string, parameters: Record<string, unknown>): NonNullable<NonNullable<FeedbackAsk['extra']>['workflow']> {
	return {
		id: 'wf',
		nodes: [
			{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
			{
				name: 'Feedback',
				type: 'n8n-nodes-llm-router.llmRouterFeedback',
				typeVersion: 1,
				parameters: { resource: 'decision', operation: 'getAll', ...parameters },
			},
		],
		connections: { Start: { main: [[{ node: 'Feedback', type: 'main', index: 0 }]] } },
		settings: { timezone },
	};
}

describe('Decision, Export', () => {
	async function file(
		parameters: Record<string, unknown> = {},
	): Promise<{ readonly text: string; readonly name: string | undefined; readonly type: string | undefined }> {
		const { outputs, error } = await decision('export', parameters);
		expect(error).toBeUndefined();
		const binary = outputs[0]?.[0]?.binary?.[typeof parameters['binaryField'] === 'string' ? parameters['binaryField'] : 'data'];
		return { text: Buffer.from(binary?.data ?? '', 'base64').toString(), name: binary?.fileName, type: binary?.mimeType };
	}

	it('is a CSV file of all pages in which no cell is a formula', async () => {
		await decided(
			...Array.from({ length: 120 }, (_, index) => ({
				id: `d${String(index)}`,
				reason: '=HYPERLINK("http://example.com","x")',
				subjectKey: '+1,2',
			})),
		);
		const { text, name, type } = await file();
		expect([name, type]).toEqual(['decisions.csv', 'text/csv']);
		const lines = text.trimEnd().split('\r\n');
		expect(lines).toHaveLength(121);
		expect(lines[1]).toMatch(/^d119,2026-/);
		expect(text).toContain(`"'=HYPERLINK(""http://example.com"",""x"")"`);
		expect(text).toContain(`"'+1,2"`);
		expect(text).not.toMatch(/(?:^|,|\n)"?[=+@]/);
		expect(text).not.toContain('kept by opt-in');
	});

	it('is JSON Lines in a field of one’s choice, filtered, with texts where asked', async () => {
		await decided({ id: 'a' }, { id: 'b', strategy: 'rules' }, { id: 'c' });
		const { text, name, type } = await file({
			format: 'jsonl',
			binaryField: 'log',
			filters: { strategy: 'classifier' },
			options: { order: 'oldest', withTexts: true },
		});
		expect([name, type]).toEqual(['decisions.jsonl', 'application/jsonl']);
		expect(
			text
				.trimEnd()
				.split('\n')
				.map((line) => JSON.parse(line) as unknown),
		).toMatchObject([
			{ id: 'a', prompt: 'The prompt, kept by opt-in' },
			{ id: 'c', answer: 'The answer' },
		]);
	});

	it('of nothing is an empty file', async () => {
		expect(await file()).toMatchObject({ text: '', name: 'decisions.csv' });
	});
});

describe('Decision, Delete', () => {
	const kept = { prompt: 'A telling prompt', answer: 'A telling answer', expiresAtMs: 4e12 };

	it('by ID forgets the decision with its outcomes and texts, in every byte', async () => {
		await decided({ id: 'gone', stored: kept }, { id: 'stays', stored: null });
		await log.ledger.feedback.recordOutcomes([outcomeOf('gone', { source: 'telling-source' }), outcomeOf('stays')]);
		const { json } = await decision(
			'delete',
			{ decisionId: '={{ $json.llmRoute.id }}' },
			{ items: [{ json: { llmRoute: { id: 'gone' } } }, { json: { llmRoute: { id: 'nobody' } } }] },
		);
		expect(json).toEqual([{ deleted: 1 }, { deleted: 0 }]);
		expect(await left()).toEqual(['stays']);
		const bytes = [log.file, `${log.file}-wal`].map((file) => readFileSync(file, 'latin1')).join('');
		expect(bytes).toContain('stays');
		expect(bytes).not.toMatch(/telling/);
	});

	it('by age keeps what is younger', async () => {
		const day = 24 * HOUR_MS;
		await decided({ id: 'old', atMs: Date.now() - 91 * day }, { id: 'young', atMs: Date.now() - 89 * day });
		expect((await decision('delete', { deleteBy: 'age' })).json).toEqual([{ deleted: 1 }]);
		expect(await left()).toEqual(['young']);
		expect((await decision('delete', { deleteBy: 'age', olderThanDays: '={{ "0" }}' })).json).toEqual([{ deleted: 1 }]);
	});

	it('by subject forgets all about one and nothing about another', async () => {
		await decided(
			{ id: 'a', subjectKey: 'ann' },
			{ id: 'b', subjectKey: 'bob' },
			{ id: 'c', subjectKey: 'ann' },
			{ id: 'd', subjectKey: null },
		);
		expect((await decision('delete', { deleteBy: 'subject', subjectKey: 'ann' })).json).toEqual([{ deleted: 2 }]);
		expect(await left()).toEqual(['b', 'd']);
	});

	it.each<[string, Record<string, unknown>, RegExp]>([
		['ID', { decisionId: '={{ $json.id }}' }, /^Decision ID: is empty\. Say what is to be deleted\.$/],
		['subject', { deleteBy: 'subject', subjectKey: '={{ $json.id }}' }, /^Subject Key: is empty\. Say what is to be deleted\.$/],
		['budget key', { deleteBy: 'budgetKey', budgetKey: '={{ $json.id }}' }, /^Budget Key: is empty\. Say what is to be deleted\.$/],
		['age', { deleteBy: 'age', olderThanDays: '={{ $json.id }}' }, /^Older Than \(Days\): is not a number/],
	])('an empty %s is an error, and nothing of the run is deleted', async (_name, parameters, message) => {
		await decided({ id: 'a', subjectKey: 'a', atMs: 0 }, { id: 'b', subjectKey: null });
		const { error } = await decision('delete', parameters, { items: [{ json: { id: _name === 'age' ? 1 : 'a' } }, { json: {} }] });
		expect(error?.message).toMatch(message);
		expect(await left()).toEqual(['a', 'b']);
	});

	it('with On Error other than Stop an empty one is said, the others are deleted', async () => {
		await decided({ id: 'a' }, { id: 'b' });
		const { json } = await decision(
			'delete',
			{ decisionId: '={{ $json.id }}' },
			{ items: [{ json: {} }, { json: { id: 'a' } }], node: { onError: 'continueRegularOutput' } },
		);
		expect(json).toEqual([{ error: expect.stringMatching(/^Decision ID: is empty/) }, { deleted: 1 }]);
		expect(await left()).toEqual(['b']);
	});

	it('forgets hundreds in one run', async () => {
		await decided(...Array.from({ length: 400 }, (_, index) => ({ id: `d${String(index)}` })));
		const { json } = await decision(
			'delete',
			{ decisionId: '={{ $json.id }}' },
			{ items: Array.from({ length: 300 }, (_, index) => ({ json: { id: `d${String(index)}` } })) },
		);
		expect(json).toEqual(Array.from({ length: 300 }, () => ({ deleted: 1 })));
		expect(await left()).toHaveLength(100);
	});

	// Each erasure writes all texts that are kept anew: one for each of 300 items took 17 s beside 10,000 of them.
	it('forgets those of all items at once, and says of each whether it was there', async () => {
		await decided({ id: 'a' }, { id: 'b' });
		const erase = jest.spyOn(log.ledger.feedback, 'erase');
		const { json } = await decision(
			'delete',
			{ decisionId: '={{ $json.id }}' },
			{ items: ['a', 'none', 'b', 'a'].map((id) => ({ json: { id } })) },
		);
		expect(json.map(({ deleted }) => deleted)).toEqual([1, 0, 1, 0]);
		expect(erase.mock.calls).toEqual([['a', 'b'], ['none'], ['a']].map((ids) => [{ kind: 'ids', ids }]));
		expect(await left()).toEqual([]);
		erase.mockRestore();
	});
});
