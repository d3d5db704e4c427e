import { tellHints } from '../../../nodes/LlmRouterChatModel/hints';
import { toldOf } from '../../../nodes/LlmRouterChatModel/told';
import { addTotals } from '../../../nodes/LlmRouterChatModel/totals';
import { createRedactor } from '../../../router/calls/redact';
import { answerOf, failureOf, modelAt } from '../../support/routing';

const KEY = 'sk-secret-key';
const usage = { inputTokens: 10, outputTokens: 5, cachedInputTokens: 4 };
const answer = answerOf('fine', { usage });

function run({
	hints = [],
	includeDetails = false,
	notices = [],
	models = [modelAt(0), modelAt(1)],
}: {
	hints?: string[];
	includeDetails?: boolean;
	notices?: string[];
	models?: object[];
} = {}) {
	const said: { message: string }[] = [];
	const metadata: { tracing: object }[] = [];
	const known = new Set<string>();
	const sums: Record<string, number> = {};
	return {
		said,
		metadata,
		ctx: {
			addExecutionHints: (...more: typeof said) => void said.push(...more),
			setMetadata: (one: (typeof metadata)[number]) => void metadata.push(one),
		},
		memory: {
			isNews: (hint: string) => !known.has(hint) && known.add(hint).has(hint),
			add(more: Record<string, number>) {
				for (const [name, value] of Object.entries(more)) sums[name] = (sums[name] ?? 0) + value;
				return sums;
			},
		},
		prepared: {
			redactor: createRedactor([KEY]),
			resolved: { models, hints },
			notices: () => notices,
			settings: { strategy: {}, includeDetails },
		},
	};
}

const gate = { verdict: 'rejected', score: 0, reasons: [], quoted: [`it said ${KEY}`], cutOff: false, onlyEscalates: false };
const attempts = [
	{ modelId: 'a', result: { kind: 'failed', failure: failureOf('overloaded', { message: `down ${KEY}` }) } },
	{ modelId: 'b', result: { kind: 'answered', answer, gate } },
	{ modelId: 'c', result: { kind: 'full' } },
	{ modelId: 'd', result: { kind: 'answered', answer, gate: { ...gate, verdict: 'accepted', quoted: [] } } },
];

function result(more: object = {}, model = modelAt(1), charged: object = {}) {
	const charge = { modelId: model.id, purpose: 'answer', basis: 'reported', usage, costNanoUsd: 10_000, ...charged };
	return {
		outcome: { kind: 'answered', model, answer, degraded: false },
		record: { id: 'decision', strategy: 'rules', charges: [charge, { ...charge, usage: null }, charge] },
		attempts,
		answer: 3,
		reason: `because of ${KEY}`,
		costNanoUsd: 30_000,
		hints: [],
		recorded: { kind: 'recorded' },
		...more,
	};
}

const told = (of: object) => toldOf(run() as never, { answer, place: 'p', result: of } as never);

describe('what is told of an answer', () => {
	it('is who gave it, why, what failed before and what it cost, without keys', () => {
		const json = told(result());
		expect(json).toMatchObject({
			llmRoute: { id: 'decision', model: 'p1/m', branch: 'branch 1', costUsd: 30e-6, tokens: { input: 10, output: 5, cached: 4 } },
			// A failed call that was paid, too.
			tokenUsage: { promptTokens: 20, completionTokens: 10, totalTokens: 30 },
			tracing: { 'llm.tokens.total': 15, 'llm.cost.total': 30e-6, 'llm_router.model': 'p1/m', 'llm_router.strategy': 'rules' },
		});
		expect(JSON.stringify(json)).not.toContain(KEY);
		expect(json['llmRoute']).toMatchObject({
			failedBefore: [/^a: down/, /^b: rejected, it said/, /^c: at its rate limit/].map((one): unknown => expect.stringMatching(one)),
		});
	});

	it('leaves the count of tokens to a connected model, which has a row of its own', () => {
		const json = told(result({}, modelAt(1, { id: 'connected/Large' })));
		expect(json).not.toHaveProperty('tokenUsage');
		expect(json).toMatchObject({ llmRoute: { tokens: { input: 10 } }, tracing: { 'llm.tokens.in': 10 } });
	});

	it('has every attempt and charge where Include Details is on', () => {
		const record = {
			...result().record,
			threshold: 0.5,
			candidates: [],
			signals: null,
			taskSignals: null,
			itemSignals: null,
			attempts: [],
		};
		const of = { ...result(), record, states: new Map(), queuedMs: 0, reasoning: [] };
		const json = toldOf(run({ includeDetails: true }) as never, { answer, place: 'p', result: of } as never);
		expect(json).toMatchObject({ llmRoute: { details: { threshold: 0.5, attempts: [], charges: { length: 3 } } } });
		expect(toldOf(run() as never, { answer, place: 'p', result: of } as never)['llmRoute']).not.toHaveProperty('details');
	});

	it('has no cost where nobody knows it, and nothing new for what was paid before', () => {
		expect(told(result({ costNanoUsd: null }))['tracing']).not.toHaveProperty(['llm.cost.total']);
		expect(toldOf(run() as never, { answer, place: 'p', result: null })).toMatchObject({
			llmRoute: { reason: expect.stringContaining('paid') },
			tracing: {},
		});
	});
});

describe('the sums on the node that asks', () => {
	it('are of all calls so far, drafts included', () => {
		const made = run();
		addTotals(made as never, result() as never);
		addTotals(made as never, result() as never);
		expect(made.metadata[1]?.tracing).toEqual({
			'llm.tokens.in': 40,
			'llm.tokens.out': 20,
			'llm.tokens.total': 60,
			'llm.tokens.estimated': false,
			'llm.cost.total': 60e-6,
			'llm_router.cost.total': 60e-6,
			'llm_router.calls': 2,
			'llm_router.tokens.in': 40,
			'llm_router.tokens.out': 20,
		});
	});

	it('have what is known of the cost, and how many calls it lacks', () => {
		const made = run();
		addTotals(made as never, result({}, modelAt(1), { costNanoUsd: null }) as never);
		addTotals(made as never, result() as never);
		expect(made.metadata[1]?.tracing).toMatchObject({ 'llm.cost.total': 30e-6, 'llm_router.cost.unknown': 3 });
	});
});

describe('hints', () => {
	const tell = (made: ReturnType<typeof run>, more: object = {}, how: object = {}) =>
		tellHints(made as never, result(more) as never, { streamed: false, notices: [], isUnknownItem: false, ...how });
	const of = ({ said }: ReturnType<typeof run>) => said.map(({ message }) => message);

	it('are told once, without keys', () => {
		const made = run({ hints: [`known ${KEY}`], notices: ['of a strategy'] });
		tell(made, { hints: ['of a call'] }, { notices: ['of a store'] });
		tell(made, { hints: ['of a call', 'another'] }, { notices: ['of a store'] });
		expect(of(made)).toHaveLength(5);
		expect(JSON.stringify(made.said)).not.toContain(KEY);
	});

	it.each<[RegExp, object, object]>([
		[/could not be recorded: disk full/, { recorded: { kind: 'refused', reason: 'disk full' } }, {}],
		[/nothing was streamed/, { record: { ...result().record, strategy: 'cascade' } }, { streamed: true }],
		[/which item/, {}, { isUnknownItem: true }],
	])('say %s', (words, more, how) => {
		const made = run();
		tell(made, more, how);
		expect(of(made)).toEqual([expect.stringMatching(words)]);
	});

	it('say where there is nothing to choose, and nothing else', () => {
		const made = run({ models: [modelAt(0)] });
		tell(made, { record: { ...result().record, strategy: 'cascade' } });
		expect(of(made)).toEqual([expect.stringContaining('Only one model')]);
	});
});
