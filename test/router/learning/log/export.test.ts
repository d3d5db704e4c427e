import { csvLine } from '../../../../router/learning/log/csv';
import { allDecisions, exportCsv, exportJsonLines } from '../../../../router/learning/log/export';
import type { DecisionsQuery, LoggedDecision } from '../../../../router/ledger/feedbackPort';
import type { DecisionRecord } from '../../../../router/ledger/record';
import { fullRecord } from '../../../support/records';

const outcome = {
	decisionId: 'a',
	modelId: 'maker/strong',
	atMs: 5,
	score: 0.25,
	source: 'rating',
	judge: null,
	inclusionProbability: null,
	dedupeKey: 'k',
};
const drawn: DecisionRecord['tuning'] = {
	basis: 'b',
	score: 0.5,
	probability: 0.25,
	ticket: { kind: 'control', start: 1, modelId: 'maker/cheap' },
};
const full: LoggedDecision = {
	...fullRecord('a', { charges: fullRecord('a').charges.slice(0, 2), tuning: drawn }),
	outcomes: [outcome, { ...outcome, score: 0.75, dedupeKey: 'l' }],
	auditResult: { kind: 'control', passed: false },
	auditStep: null,
};

/** A ledger of these, in pages of two. */
function ledgerOf(all: readonly LoggedDecision[]) {
	const asked: DecisionsQuery[] = [];
	return {
		asked,
		async decisions(ask: DecisionsQuery) {
			asked.push(ask);
			const from = Number(ask.after ?? 0);
			return { decisions: all.slice(from, from + 2), next: from + 2 < all.length ? String(from + 2) : null };
		},
	};
}

async function collect<T>(of: AsyncIterable<T>): Promise<T[]> {
	const all: T[] = [];
	for await (const one of of) all.push(one);
	return all;
}

const ask = (all: readonly LoggedDecision[], withTexts = false) => ({
	ledger: ledgerOf(all),
	filter: { strategy: 'classifier' },
	order: 'oldest' as const,
	withTexts,
});

/** A reader of RFC 4180 of its own. */
function readCsv(text: string): string[][] {
	const lines: string[][] = [[]];
	for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
		lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
		if (end === '\r\n') lines.push([]);
	}
	return lines.slice(0, -1);
}

describe('the rows', () => {
	it('say all that is asked of a decision', async () => {
		const [line] = await collect(exportJsonLines(ask([full])));
		expect(JSON.parse(line ?? '')).toMatchObject({
			id: 'a',
			at: '2026-09-21T14:13:20.123Z',
			router: 'workflow:node',
			strategy: 'classifier',
			threshold: 0.71,
			forced_by: 'session',
			re_entry_of: 'earlier',
			result: 'answered',
			model: 'maker/strong',
			slot: 2,
			failure: null,
			degraded: true,
			subject: 'subject',
			audit_probability: 0.05,
			audit_chosen: true,
			calls: 3,
			escalations: 1,
			latency_ms: 3800,
			cost_usd: 0.000369,
			unknown_costs: 1,
			input_tokens: 1200,
			output_tokens: 340,
			outcome_count: 2,
			outcome_mean: 0.5,
			signal_words: 260,
			signal_language: 'en',
			prompt: null,
			answer: null,
			budget_key: 'a customer',
			session_key: 'decade',
			auto_tune: 'control',
			audit_result: '{"kind":"control","passed":false}',
		});
	});

	it('keep what an audit cost apart from what the request cost', async () => {
		const shadow = {
			id: 's',
			decisionId: 'a',
			attempt: null,
			modelId: 'maker/strong',
			purpose: 'shadow',
			usage: { inputTokens: 1, outputTokens: 1, cachedInputTokens: 0 },
			costNanoUsd: 5e9,
			basis: 'reported',
		} as const;
		const [line] = await collect(
			exportJsonLines(ask([{ ...full, charges: [...full.charges, shadow, { ...shadow, id: 't', costNanoUsd: null }] }])),
		);
		expect(JSON.parse(line ?? '')).toMatchObject({ cost_usd: 0.000369, unknown_costs: 1, input_tokens: 1200, audit_cost_usd: 5 });
	});

	it('have the same columns whatever a decision lacks', async () => {
		const bare: LoggedDecision = {
			...fullRecord('b', {
				signals: null,
				stored: null,
				features: null,
				attempts: [],
				charges: [],
				candidates: [],
				audit: null,
				tuning: null,
				result: { kind: 'fallback', failure: 'no_prompt' },
			}),
			outcomes: [],
			auditResult: null,
			auditStep: null,
		};
		const [columns, ...rows] = readCsv((await collect(exportCsv(ask([full, bare])))).join(''));
		expect(rows.map((row) => row.length)).toEqual([columns?.length, columns?.length]);
		const value = (name: string) => rows[1]?.[columns?.indexOf(name) ?? -1];
		expect([value('failure'), value('model'), value('latency_ms'), value('outcome_mean'), value('signal_words')]).toEqual([
			'no_prompt',
			'',
			'',
			'',
			'',
		]);
	});

	it('hold prompts and answers only where that is asked', async () => {
		expect((await collect(exportCsv(ask([full])))).join('')).not.toContain('kept by opt-in');
		expect((await collect(exportCsv(ask([full], true)))).join('')).toContain('"The prompt, kept by opt-in",The answer');
	});

	it('come from all pages, with the filter, one page at a time', async () => {
		const asked = ask(['1', '2', '3', '4', '5'].map((id) => ({ ...full, id })));
		const rows = allDecisions(asked);
		await rows.next();
		expect(asked.ledger.asked).toHaveLength(1);
		expect((await collect(rows)).map(({ id }) => id)).toEqual(['2', '3', '4', '5']);
		expect(asked.ledger.asked.map(({ after }) => after)).toEqual([null, '2', '4']);
		expect(asked.ledger.asked[2]).toMatchObject({ filter: { strategy: 'classifier' }, order: 'oldest' });
	});

	it('of nothing are nothing', async () => {
		expect(await collect(exportCsv(ask([])))).toEqual([]);
		expect(await collect(exportJsonLines(ask([])))).toEqual([]);
	});
});

describe('a CSV line', () => {
	it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\nx', '＝1+1', '＋1', '－1', '＠SUM(A1)'])(
		'keeps a spreadsheet from running %j',
		(text) => {
			expect(readCsv(csvLine([text]))).toEqual([[`'${text}`]]);
		},
	);

	it('leaves numbers, and texts that only hold such signs, as they are', () => {
		expect(csvLine([-1.5, 0, true, null, 'a=b', '1-2'])).toBe('-1.5,0,true,,a=b,1-2\r\n');
	});

	it('gives hostile text back', () => {
		const hostile = 'a,"b"\r\nc;\n\'é 🦊 \u0000';
		expect(readCsv(csvLine([hostile, 'x']))).toEqual([[hostile, 'x']]);
	});
});
