import type { Attempt } from '../../router/calls/attempt';
import type { Usage } from '../../router/calls/client';
import { costNanoUsd } from '../../router/registry/cost';
import type { ModelSpec } from '../../router/registry/model';
import { strongestOf } from '../../router/registry/rank';
import { createAnalyzer } from '../../router/request/analyze';
import type { AnalyzedRequest, Message } from '../../router/request/request';
import { countTokens } from '../../router/request/tokens';
import { choiceOrder } from '../../router/selection/choiceOrder';
import { nextState } from '../../router/session/nextState';
import type { SessionState } from '../../router/session/sessionState';
import { stick, stickToolStep } from '../../router/session/stick';
import { rankByRisk } from '../../router/strategies/classifier';
import { DEFAULT_THRESHOLD } from '../../router/strategies/defaultThreshold';
import { shippedWeights } from '../../router/strategies/shippedWeights';
import type { Conversation, Turn } from './conversations';

/** The written answers are short, so that they can be read: what they would have, by the turn's level. */
const ANSWER_TOKENS = { easy: 120, hard: 700 } as const;
const STEP_TOKENS = 60;
/** Providers cache prompts from here on. */
const CACHED_FROM = 1_024;
const TURN_MS = 90_000;
const STEP_MS = 3_000;
/** How long an unused prompt is cached. */
const CACHE_MS = 300_000;

/** How long everything around the written words is, in tokens: the system prompt with the tools, and what a tool returns. */
export interface Lengths {
	readonly system: number;
	readonly result: number;
}

/** A chat with few tools, and an agent with many of them whose results are long. */
const CHAT: Lengths = { system: 1_500, result: 400 };
export const LENGTHS: ReadonlyMap<string, Lengths> = new Map([
	['chat', CHAT],
	['agent', { system: 12_000, result: 2_000 }],
]);

export type Way = 'strongest' | 'weakest' | 'classifier' | 'sticky';

/** Whoever answered one call, and whom the classifier alone would have asked. */
export interface Called {
	readonly turn: number;
	readonly level: Turn['level'];
	readonly isToolStep: boolean;
	readonly model: ModelSpec;
	readonly alone: ModelSpec;
	readonly usd: number;
}

/** One conversation, call by call, with what the caches of the providers hold counted. */
export function simulate({ turns }: Conversation, models: readonly ModelSpec[], way: Way, lengths = CHAT): Called[] {
	const analyzed = createAnalyzer();
	const messages: Message[] = [];
	const caches = new Map<string, { readonly tokens: number; readonly atMs: number }>();
	const calls: Called[] = [];
	let tokens = lengths.system;
	let state: SessionState | null = null;
	let nowMs = 0;
	turns.forEach((turn, index) => {
		nowMs += TURN_MS;
		messages.push({ role: 'user', content: turn.user });
		tokens += countTokens(turn.user, Infinity);
		for (let step = 0; step <= turn.steps.length; step++) {
			nowMs += STEP_MS;
			const request = withInput(analyzed({ messages: [...messages], wantsJsonSchema: false, wantsTools: true, roomTokens: 1_024 }), tokens);
			const decided = decide({ request, models, way, state, nowMs });
			const { model } = decided;
			const run = turn.steps[step];
			const output = run === undefined ? ANSWER_TOKENS[turn.level] : STEP_TOKENS;
			const usage = usageOf(tokens, output, caches.get(model.id), nowMs);
			state = decided.next(usage);
			tokens += output;
			caches.set(model.id, { tokens, atMs: nowMs });
			const usd = (costNanoUsd(model.price, usage) ?? NaN) / 1e9;
			calls.push({ turn: index, level: turn.level, isToolStep: step > 0, model, alone: decided.alone, usd });
			if (run === undefined) messages.push({ role: 'assistant', content: turn.answer });
			else {
				const id = `c${String(index)}-${String(step)}`;
				messages.push({ role: 'assistant', content: '', toolCalls: [{ id, name: run.name, arguments: run.arguments }] });
				messages.push({ role: 'tool', content: run.result, toolCallId: id, toolName: run.name });
				tokens += lengths.result;
			}
		}
	});
	return calls;
}

/** How often it moved up (1) or down (-1). */
export function changes(run: readonly Called[], sign: 1 | -1): number {
	return run.filter(({ model }, index) => Math.sign(model.rank - (run[index - 1]?.model ?? model).rank) === sign).length;
}

function withInput(request: AnalyzedRequest, inputTokens: number): AnalyzedRequest {
	return { ...request, needs: { ...request.needs, inputTokens } };
}

function usageOf(inputTokens: number, outputTokens: number, cache: { tokens: number; atMs: number } | undefined, nowMs: number): Usage {
	const isWarm = cache !== undefined && cache.tokens >= CACHED_FROM && nowMs - cache.atMs <= CACHE_MS;
	return { inputTokens, outputTokens, cachedInputTokens: isWarm ? Math.min(cache.tokens, inputTokens) : 0 };
}

interface Asked {
	readonly request: AnalyzedRequest;
	readonly models: readonly ModelSpec[];
	readonly way: Way;
	readonly state: SessionState | null;
	readonly nowMs: number;
}

interface Decided {
	readonly model: ModelSpec;
	readonly alone: ModelSpec;
	next(usage: Usage): SessionState | null;
}

function decide({ request, models, way, state, nowMs }: Asked): Decided {
	const threshold = DEFAULT_THRESHOLD;
	const ranking = rankByRisk(request, models, shippedWeights());
	const strongest = strongestOf(models);
	const alone = choiceOrder(models, { ranking, models, threshold, needs: request.needs })[0] ?? strongest;
	if (way !== 'sticky') {
		const weakest = models.find(({ rank }) => rank === 0) ?? strongest;
		const model = { strongest, weakest, classifier: alone }[way];
		return { model, alone, next: () => null };
	}
	const facts = { state, request, models, threshold, nowMs };
	const stuck = stickToolStep(facts) ?? stick({ ...facts, ranking });
	const model = models.find(({ id }) => id === stuck.modelId) ?? strongest;
	const next = (usage: Usage) => nextState({ stuck, request, models, attempts: [answeredBy(model, usage)], answer: 0, nowMs });
	return { model, alone, next };
}

function answeredBy({ id: modelId }: ModelSpec, usage: Usage): Attempt {
	const answer = { text: '', finish: 'stop' as const, usage, servedBy: null, toolCalls: [], logProbs: null };
	const gate = { verdict: 'unchecked' as const, score: null, reasons: [], quoted: [], cutOff: false, onlyEscalates: false };
	return { modelId, why: 'first', startedMs: 0, endedMs: 0, omitted: [], result: { kind: 'answered', answer, gate } };
}
