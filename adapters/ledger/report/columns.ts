import { byPurpose } from '../../../router/calls/client';
import { AUDIT_SOURCE } from '../../../router/ledger/feedbackPort';
import type { DecisionFacts, Group, OutcomeFacts, PolicyModels, PricedFacts } from '../../../router/ledger/reportFacts';
import { priceSchema, resultKindSchema } from '../../../router/ledger/record';
import { z } from '../../../vendor/zod';
import { COST_COLUMNS } from '../totals';

/** What the decisions of a group have in common, the first columns of the index that reports read. */
export const GROUP = ['router_id', 'strategy', 'policy_hash', 'result_kind', 'model_id', 'failure'] as const;

/** Sums over `decisions`, in words that SQLite and Postgres share. */
export const SUMS = `
	count(*) AS requests, ${sums(['degraded', 'escalated', ...Object.values(COST_COLUMNS), 'unknown_costs', 'answer_input'])}`;

/** The same of what was read from caches, which has an index of its own. */
export const CACHED = sums(['answer_cached']);

/** All a request cost but for shadow calls. */
const SPENT = '(cost_nano_usd - shadow_cost)';

/**
 * Sums of products over priced decisions. `sum` adds up doubles, in the words of the database: such sums outgrow
 * an integer and need no more digits. A decision without an answer has no tokens: there `answered` is false.
 */
export function products(sum: (factors: readonly string[]) => string, answered: boolean): string {
	const [input, output, answer] = answered ? (['answer_input', 'answer_output', 'answer_cost'] as const) : (['0', '0', '0'] as const);
	const columns = {
		input: [input],
		output: [output],
		answer: [answer],
		spent: [SPENT],
		input_input: [input, input],
		input_output: [input, output],
		output_output: [output, output],
		input_spent: [input, SPENT],
		output_spent: [output, SPENT],
		answer_answer: [answer, answer],
		answer_spent: [answer, SPENT],
		spent_spent: [SPENT, SPENT],
	};
	const zero = (factors: readonly string[]) => factors.includes('0');
	return `count(*) AS priced, ${Object.entries(columns)
		.map(([name, factors]) => `${zero(factors) ? 'CAST(0 AS DOUBLE PRECISION)' : sum(factors)} AS ${name}`)
		.join(', ')}`;
}

/** Sums over `outcomes` joined to `decisions`; `$good`: from which score on one is good enough. */
export function outcomeSums(good: string): string {
	const w = '(CASE WHEN inclusion_probability > 0 THEN 1.0 / inclusion_probability END)';
	const isGood = `CASE WHEN score >= ${good} THEN 1 ELSE 0 END`;
	return `
		outcomes.model_id AS about, source, judge, CASE WHEN inclusion_probability > 0 THEN 1 ELSE 0 END AS random,
		CASE WHEN source = '${AUDIT_SOURCE}' AND tuning IS NOT NULL THEN 1 ELSE 0 END AS tuned,
		count(*) AS count, ${real('score', 'score')}, CAST(sum(${isGood}) AS BIGINT) AS good,
		${real(w, 'w')}, ${real(`${w} * ${w}`, 'ww')}, ${real(`${w} * score`, 'w_score')}, ${real(`${w} * ${w} * score`, 'ww_score')},
		${real(`${w} * ${w} * score * score`, 'ww_score_score')}, ${real(`${w} * ${isGood}`, 'w_good')}, ${real(`${w} * ${w} * ${isGood}`, 'ww_good')}`;
}

const groupSchema = z
	.object({
		router_id: z.string(),
		strategy: z.string(),
		policy_hash: z.string(),
		result_kind: resultKindSchema,
		model_id: z.string().nullable(),
		failure: z.string().nullable(),
	})
	.transform(
		(row): Omit<Group, 'day'> => ({
			routerId: row.router_id,
			strategy: row.strategy,
			policyHash: row.policy_hash,
			result: row.result_kind,
			modelId: row.model_id,
			failure: row.failure,
		}),
	);

const sumsSchema = z
	.object({
		requests: z.number(),
		degraded: z.number(),
		escalated: z.number(),
		unknown_costs: z.number(),
		answer_input: z.number(),
		answer_cached: z.number(),
	})
	.catchall(z.unknown())
	.transform(
		(row): Omit<DecisionFacts, keyof Group | 'priced'> => ({
			requests: row.requests,
			degraded: row.degraded,
			escalated: row.escalated,
			unknownCosts: row.unknown_costs,
			inputTokens: row.answer_input,
			cachedTokens: row.answer_cached,
			costs: byPurpose((purpose) => z.number().parse(row[COST_COLUMNS[purpose]])),
		}),
	);

const pricedSchema = z
	.object({
		priced: z.number(),
		input: z.number(),
		output: z.number(),
		answer: z.number(),
		spent: z.number(),
		input_input: z.number(),
		input_output: z.number(),
		output_output: z.number(),
		input_spent: z.number(),
		output_spent: z.number(),
		answer_answer: z.number(),
		answer_spent: z.number(),
		spent_spent: z.number(),
	})
	.transform(
		(row): Omit<PricedFacts, 'fromInputTokens'> => ({
			requests: row.priced,
			input: row.input,
			output: row.output,
			answer: row.answer,
			spent: row.spent,
			inputInput: row.input_input,
			inputOutput: row.input_output,
			outputOutput: row.output_output,
			inputSpent: row.input_spent,
			outputSpent: row.output_spent,
			answerAnswer: row.answer_answer,
			answerSpent: row.answer_spent,
			spentSpent: row.spent_spent,
		}),
	);

/** Scores beyond all numbers have no sum. */
const finite = z.number().finite();

const outcomeSchema = z
	.object({
		about: z.string(),
		source: z.string(),
		judge: z.string().nullable(),
		random: finite,
		tuned: finite,
		count: finite,
		score: finite,
		good: finite,
		w: finite,
		ww: finite,
		w_score: finite,
		ww_score: finite,
		ww_score_score: finite,
		w_good: finite,
		ww_good: finite,
	})
	.transform(
		(row): Omit<OutcomeFacts, keyof Group> => ({
			about: row.about,
			source: row.source,
			judge: row.judge,
			random: row.random === 1,
			tuned: row.tuned === 1,
			count: row.count,
			score: row.score,
			good: row.good,
			w: row.w,
			ww: row.ww,
			wScore: row.w_score,
			wwScore: row.ww_score,
			wwScoreScore: row.ww_score_score,
			wGood: row.w_good,
			wwGood: row.ww_good,
		}),
	);

/** A price that cannot be read is unknown. */
function priceIn(text: string | null): z.infer<typeof priceSchema> | null {
	try {
		return text === null ? null : priceSchema.parse(JSON.parse(text));
	} catch {
		return null;
	}
}

const candidatesSchema = z.array(
	z.object({
		model_id: z.string(),
		rank: z.number(),
		price: z.string().nullable().transform(priceIn),
	}),
);

/** `null`: decisions that no version of this package wrote; they must not keep back the others. */
export const groupOf = (row: unknown) => groupSchema.safeParse(row).data ?? null;
export const sumsOf = (row: unknown) => sumsSchema.parse(row);
export const pricedOf = (row: unknown, fromInputTokens: number): PricedFacts => ({ fromInputTokens, ...pricedSchema.parse(row) });
/** `null`: as with `groupOf`. */
export const outcomeOf = (row: unknown) => outcomeSchema.safeParse(row).data ?? null;

/** The models of a policy, as the candidates of one of its decisions name them. */
export function policyOf(policyHash: string, candidates: unknown): PolicyModels {
	return {
		policyHash,
		models: candidatesSchema.parse(candidates).map(({ model_id, rank, price }) => ({ modelId: model_id, rank, price })),
	};
}

/** Where the prices of these policies change with the size of a request: the numbers of input tokens, the lowest first, 0 always. */
export function sizeClasses(policies: readonly PolicyModels[]): number[] {
	const starts = policies.flatMap(({ models }) =>
		models.flatMap(({ price }) => price?.tiers.map(({ fromInputTokens }) => fromInputTokens) ?? []),
	);
	return [...new Set([0, ...starts])].sort((a, b) => a - b);
}

function sums(columns: readonly string[]): string {
	return columns.map((column) => `CAST(coalesce(sum(${column}), 0) AS BIGINT) AS ${column}`).join(', ');
}

function real(expression: string, name: string): string {
	return `CAST(coalesce(sum(${expression}), 0) AS DOUBLE PRECISION) AS ${name}`;
}
