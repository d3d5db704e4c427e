import type { AttemptResult } from '../../../router/calls/attempt';
import type { Failure, FailureKind } from '../../../router/calls/failure';
import type { ModelHealth } from '../../../router/health/health';
import type { Plan } from '../../../router/selection/plan';
import { nextStep } from '../../../router/selection/nextStep';
import { pendingRetry } from '../../../router/selection/retry';
import { attempt, failed, failureOf, healthOf, modelAt, planOf, rejectedAnswer, scored, T0 } from '../../support/routing';

const [weak, strong] = [modelAt(0), modelAt(1)];
const models = [weak, strong];

interface Case {
	readonly over?: Partial<Plan>;
	readonly ill?: Partial<ModelHealth>;
	readonly before?: readonly (readonly [typeof weak, AttemptResult])[];
	readonly omitted?: readonly string[];
}

/** The retry after this failure of the weak one. */
function retried(kind: FailureKind, over: Partial<Failure> = {}, { over: ofPlan, ill = {}, before = [], omitted = [] }: Case = {}) {
	const failure = failureOf(kind, over);
	const last = attempt(weak, { kind: 'failed', failure }, { omitted });
	const step = nextStep(
		planOf(models, scored(models, [1, 1]), ofPlan),
		[...before.map(([model, result]) => attempt(model, result)), last],
		healthOf({ [weak.id]: ill }),
		T0,
	);
	return step.kind === 'call' && step.why === 'retry' ? step : null;
}

it('is the same model after the backoff, with what is left of the patience to queue', () => {
	expect(retried('server_error')).toMatchObject({ kind: 'call', modelId: weak.id, why: 'retry', waitMs: 250, queueMs: 29_750, omit: [] });
});

it('queues no longer than to the deadline, and never less than not at all', () => {
	const queue = (over: Partial<Plan>) => retried('server_error', {}, { over })?.queueMs;
	expect(queue({ deadlineMs: T0 + 1_000 })).toBe(750);
	expect(queue({ deadlineMs: T0 + 1_000, patienceMs: 600 })).toBe(350);
	expect(queue({ patienceMs: 250 })).toBe(0);
});

it('waits as long as Retry-After says, no longer, where a limit was hit', () => {
	const after = { before: [[weak, failed('rate_limited', { retryAfterMs: 300 })]] } as const;
	expect(retried('rate_limited', { retryAfterMs: 300 }, after)).toMatchObject({ waitMs: 300 });
});

it('does not begin at the deadline', () => {
	expect(retried('server_error', {}, { over: { deadlineMs: T0 + 250 } })).toBeNull();
	expect(retried('server_error', {}, { over: { deadlineMs: T0 + 251 } })).not.toBeNull();
});

it('goes on where a cooldown or a breaker is over when the wait is', () => {
	for (const atMs of [T0 - 1, T0 + 1, T0 + 250]) {
		expect(retried('server_error', {}, { ill: { coolingUntilMs: atMs, coolingFor: 'overloaded' } })).toMatchObject({ waitMs: 250 });
		expect(retried('server_error', {}, { ill: { breaker: { kind: 'open', untilMs: atMs } } })).toMatchObject({ waitMs: 250 });
	}
});

describe('how often', () => {
	it('counts the calls of this model alone, and only calls', () => {
		const others = [
			[strong, failed('server_error')],
			[strong, failed('server_error')],
			[weak, { kind: 'full', freeAtMs: T0 }],
			[weak, { kind: 'full', freeAtMs: T0 }],
		] as const;
		expect(retried('server_error', {}, { before: others })).toMatchObject({ waitMs: 250 });
		expect(retried('server_error', {}, { before: [[weak, failed('server_error')]] })).toMatchObject({ waitMs: 500 });
		expect(retried('server_error', {}, { before: [[weak, failed('server_error')], ...others], over: { maxRetries: 1 } })).toBeNull();
	});

	it('what may be tried once more may be so after another kind of failure too', () => {
		expect(retried('timeout', {}, { before: [[weak, failed('server_error')]] })).not.toBeNull();
		expect(retried('timeout', {}, { before: [[weak, rejectedAnswer()]] })).not.toBeNull();
		expect(retried('timeout', {}, { before: [[weak, failed('timeout')]] })).toBeNull();
	});

	it('never after what will not pass', () => {
		expect(retried('auth')).toBeNull();
		expect(retried('server_error', { retryable: false })).toBeNull();
		expect(retried('rate_limited')).toBeNull();
	});

	it('never where the model is not in the list any more', () => {
		const failure = failureOf('server_error');
		const last = attempt(modelAt(7), { kind: 'failed', failure });
		const plan = planOf(models, scored(models, [1, 1]));
		expect(pendingRetry({ plan, attempts: [last] })).toBeNull();
	});
});

describe('a refused parameter', () => {
	it.each([
		'temperature',
		'top_p',
		'max_tokens',
		'max_completion_tokens',
		'seed',
		'logprobs',
		'top_logprobs',
		'response_format',
		'stream',
		'stream_options',
		'tool_choice',
		'parallel_tool_calls',
	])('%s is left out at once, without a wait', (parameter) => {
		expect(retried('unsupported', { parameter })).toMatchObject({ waitMs: 0, omit: [parameter] });
		expect(retried('unsupported', { parameter }, { omitted: [parameter] })).toBeNull();
	});

	it.each(['stop_sequences', 'cache_control'])('%s of Anthropic’s own API is left out once, too', (parameter) => {
		expect(retried('unsupported', { parameter })).toMatchObject({ omit: [parameter] });
	});

	it.each(['messages', 'tools', null])('%s is what the answer needs', (parameter) => {
		expect(retried('unsupported', { parameter })).toBeNull();
	});

	it('of another kind of failure is no reason to leave anything out', () => {
		expect(retried('server_error', { parameter: 'seed' }, { omitted: ['top_p'] })).toMatchObject({ omit: ['top_p'] });
	});
});
