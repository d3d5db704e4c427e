import { createBudget } from '../../router/execution/budgets/budget';
import { createHealth } from '../../router/health/inProcess';
import { NOTHING_KEPT } from '../../router/policy';
import { AUDIT_SOURCE } from '../../router/ledger/feedbackPort';
import type { Ledger } from '../../router/ledger/port';
import type { Outcome } from '../../router/ledger/outcome';
import type { DecisionRecord } from '../../router/ledger/record';
import { createRouter } from '../../router/route';
import { createClassifierStrategy } from '../../router/strategies/classifier';
import type { ClassifierWeights } from '../../router/strategies/classifierWeights';
import { shippedWeights } from '../../router/strategies/shippedWeights';
import { seeded } from '../../scripts/lib/seeded';
import { requestOf, user } from './requests';
import { fakeClock, limiterOn, modelAt, OPEN_TO_ALL, scriptedClient } from './routing';

/** A cheap and a strong model. */
export const WORLD_MODELS = [modelAt(0), modelAt(1)] as const;

export interface WorldPrompt {
	readonly text: string;
	readonly topic: string;
}

const TOPICS = ['invoices', 'harbours', 'gardens', 'qoxlets'];
const FILLERS = ['blue', 'kindly', 'red', 'out', 'there', 'they', 'said', 'about', 'our', 'last', 'delivery', 'today'];

/** Everything but the last topic is easy, which the shipped weights cannot know. */
export const byTopic = ({ topic }: Pick<WorldPrompt, 'topic'>): number => (topic === 'qoxlets' ? 0.1 : 0.97);

/** Requests of four topics, which tell how probably the cheap model's answer is as good. */
export function worldPrompts(count: number, seed: number): WorldPrompt[] {
	const random = seeded(seed);
	const oneOf = (words: readonly string[]) => words[Math.floor(random() * words.length)] ?? '';
	return Array.from({ length: count }, () => {
		const topic = oneOf(TOPICS);
		return { topic, text: `Those ${topic}: ${Array.from({ length: 12 }, () => oneOf(FILLERS)).join(' ')}.` };
	});
}

export interface WorldRouter {
	/** Decides as Route LLM Request does, features kept. */
	decide(prompts: readonly WorldPrompt[], weights?: ClassifierWeights): Promise<DecisionRecord[]>;
}

/** Routes by the engine into a ledger; each request a second after the one before. */
export function worldRouter(
	ledger: Ledger,
	{ routerId = 'w:n', name = 'world' }: { readonly routerId?: string; readonly name?: string } = {},
): WorldRouter {
	const clock = fakeClock();
	let ids = 0;
	const router = createRouter({
		client: scriptedClient(),
		ledger,
		health: createHealth(),
		limiter: limiterOn(clock),
		clock,
		random: () => 0.5,
		newId: () => `${name}-${String(++ids)}`,
	});
	const signal = new AbortController().signal;
	const decideOne = async ({ text }: WorldPrompt, weights: ClassifierWeights) => {
		clock.advance(1_000);
		const routed = router.route({
			request: { kind: 'request', request: requestOf(user(text)) },
			models: WORLD_MODELS,
			strategy: createClassifierStrategy({ weights }),
			checks: [],
			policy: {
				operation: 'routeOnly',
				threshold: weights.defaultThreshold,
				acceptFrom: 0,
				maxRetries: 0,
				patienceMs: 0,
				limitWaitMs: 0,
				timeoutMs: 1,
				firstByteMs: null,
				deadlineMs: null,
				latencyTargetMs: null,
				whenSpent: 'fallback',
				neverDearer: false,
				contentPolicyFallback: false,
				maxSteps: null,
				floor: null,
				maxOutputTokens: null,
			},
			identity: { routerId, dedupeKey: `${name}:${String(ids)}` },
			bypass: { kind: 'none', definition: null },
			reEntry: null,
			budget: createBudget(null),
			strongest: OPEN_TO_ALL,
			keep: { ...NOTHING_KEPT, features: true, featuresDays: 1_000_000 },
			signal,
		});
		return (await routed).record;
	};
	return {
		async decide(prompts, weights = shippedWeights()) {
			const records: DecisionRecord[] = [];
			for (let from = 0; from < prompts.length; from += AT_ONCE) {
				records.push(...(await Promise.all(prompts.slice(from, from + AT_ONCE).map((prompt) => decideOne(prompt, weights)))));
			}
			return records;
		},
	};
}

const AT_ONCE = 100;

/** An audit of the cheap model's answer. */
export function auditOf({ id, atMs }: Pick<DecisionRecord, 'id' | 'atMs'>, score: number, over: Partial<Outcome> = {}): Outcome {
	return {
		decisionId: id,
		modelId: WORLD_MODELS[0].id,
		atMs,
		score,
		source: AUDIT_SOURCE,
		judge: 'judge',
		inclusionProbability: 0.5,
		dedupeKey: `${id}:audit`,
		...over,
	};
}

/** Every second decision audited; the cheap answer is as good with the probability that `asGood` gives. */
export function auditsOf(
	records: readonly DecisionRecord[],
	prompts: readonly WorldPrompt[],
	asGood: (prompt: WorldPrompt, record: DecisionRecord) => number,
	seed: number,
): Outcome[] {
	const random = seeded(seed);
	return records.flatMap((record, i) => {
		const prompt = prompts[i];
		const [audited, good] = [random() < 0.5, random()];
		return prompt === undefined || !audited ? [] : [auditOf(record, good < asGood(prompt, record) ? 1 : 0)];
	});
}
