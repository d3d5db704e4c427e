import type { ModelHealth } from '../../../router/health/health';
import type { ModelSpec } from '../../../router/registry/model';
import { nextStep } from '../../../router/selection/nextStep';
import type { Plan } from '../../../router/selection/plan';
import { attempt, failed, healthOf, modelAt, planOf, rejectedAnswer, scored, T0 } from '../../support/routing';

const [weak, middle, strong] = [modelAt(0), modelAt(1), modelAt(2)];
const models = [weak, middle, strong];
const allGood = scored(models, [0.9, 0.95, 1]);
const plan = (over: Partial<Plan> = {}) => planOf(models, allGood, over);
const well = healthOf();
const call = (model: ModelSpec, over = {}) => ({
	kind: 'call',
	modelId: model.id,
	why: 'fallback',
	waitMs: 0,
	forLimit: false,
	queueMs: 0,
	degraded: false,
	omit: [],
	...over,
});
const gaveUp = (reason: string, draft: number | null = null) => ({ kind: 'give_up', reason, draft });

describe('a retry', () => {
	it('without what was refused is another call, which Max Retries does not count', () => {
		const refused = attempt(weak, failed('unsupported', { parameter: 'temperature' }));
		const none = plan({ maxRetries: 0 });
		expect(nextStep(none, [refused], well, T0)).toMatchObject({ modelId: weak.id, omit: ['temperature'], waitMs: 0 });
		const down = attempt(weak, failed('server_error'), { omitted: ['temperature'] });
		expect(nextStep(none, [refused, down], well, T0)).toEqual(call(middle));
		expect(nextStep(plan({ maxRetries: 1 }), [refused, down], well, T0)).toMatchObject({ modelId: weak.id, waitMs: 250 });
	});

	it('keeps to the output limit the model names, once, and then does without any', () => {
		const tooMuch = (tokens: number, omitted: string[] = []) => {
			const outputLimit = { tokens, lasting: true };
			return attempt(weak, failed('unsupported', { parameter: 'max_tokens', outputLimit }), { omitted });
		};
		const next = (...attempts: ReturnType<typeof tooMuch>[]) => nextStep(plan({ maxRetries: 0 }), attempts, well, T0);
		expect(next(tooMuch(8_192))).toMatchObject({ modelId: weak.id, omit: [], outputLimit: 8_192 });
		expect(next(tooMuch(8_192), tooMuch(4_096))).toMatchObject({ modelId: weak.id, omit: ['max_tokens'], outputLimit: 4_096 });
		expect(next(tooMuch(8_192), tooMuch(9_000))).toMatchObject({ omit: ['max_tokens'], outputLimit: 8_192 });
		expect(next(tooMuch(8_192), tooMuch(4_096), tooMuch(2_048, ['max_tokens']))).toEqual(call(middle));
		const down = attempt(weak, failed('server_error'));
		expect(nextStep(plan(), [tooMuch(8_192), down], well, T0)).toMatchObject({ why: 'retry', omit: [], outputLimit: 8_192 });
	});

	it.each([0, -1])('waits as ever where Retry-After is %i: now, or over, is no tight loop', (retryAfterMs) => {
		const limited = attempt(weak, failed('rate_limited', { retryAfterMs }));
		expect(nextStep(plan(), [limited], well, T0)).toMatchObject({ why: 'retry', waitMs: 250 });
		expect(nextStep(plan(), [limited, limited], well, T0)).toMatchObject({ why: 'retry', waitMs: 500 });
	});
});

describe('a refusal nobody recognized', () => {
	const refused = (model: ModelSpec) => attempt(model, failed('refused'));

	it('is the request’s own fault once a second provider agrees', () => {
		expect(nextStep(plan(), [refused(weak)], well, T0)).toEqual(call(middle));
		expect(nextStep(plan(), [refused(weak), refused(middle)], well, T0)).toEqual(gaveUp('bad_request'));
		expect(nextStep(plan(), [refused(weak), attempt(middle, failed('auth'))], well, T0)).toEqual(call(strong));
		const between = [refused(weak), attempt(middle, failed('auth')), refused(strong)];
		expect(nextStep(plan(), between, well, T0)).toEqual(gaveUp('bad_request'));
	});

	it('by two models of one provider is none of the request’s', () => {
		const sibling = modelAt(1, { providerId: weak.providerId });
		const three = planOf([weak, sibling, strong], allGood);
		expect(nextStep(three, [refused(weak), refused(sibling)], well, T0)).toEqual(call(strong));
		expect(nextStep(planOf([weak, sibling], allGood), [refused(weak), refused(sibling)], well, T0)).toEqual(gaveUp('refused'));
	});
});

describe('a model that rests because it refused one request after the other', () => {
	const atMs = T0 + 60_000;
	const resting = { coolingUntilMs: atMs, coolingFor: 'refused' } as const;
	const rests = (...those: ModelSpec[]) => healthOf(Object.fromEntries(those.map(({ id }) => [id, resting])));
	const next = (over: Partial<Plan>, health: ReturnType<typeof rests>, ...attempts: ReturnType<typeof attempt>[]) =>
		nextStep(plan(over), attempts, health, T0);

	it('gives way to every other that may serve, now or after a wait', () => {
		expect(next({}, rests(weak))).toEqual(call(middle, { why: 'first' }));
		expect(next({}, rests(middle), attempt(weak, failed('auth')))).toEqual(call(strong));
		const full = healthOf({ [weak.id]: resting, [strong.id]: { freeAtMs: T0 + 500 } });
		expect(next({}, full, attempt(middle, failed('auth')))).toMatchObject({ modelId: strong.id, queueMs: 30_000 });
	});

	it('is asked all the same where nobody else may, the best choice first', () => {
		expect(next({}, rests(...models))).toEqual(call(weak, { why: 'first', resting: true }));
		expect(next({ floor: strong.id }, rests(strong))).toEqual(call(strong, { why: 'first', resting: true }));
		expect(next({}, rests(middle, strong), attempt(weak, failed('refused')))).toEqual(call(middle, { resting: true }));
	});

	it('is waited for where it is full besides, and left alone where more than that is in its way', () => {
		const also = (state: Partial<ModelHealth>) =>
			nextStep(planOf([weak], allGood), [], healthOf({ [weak.id]: { ...resting, ...state } }), T0);
		expect(also({ freeAtMs: T0 + 500 })).toMatchObject({ modelId: weak.id, queueMs: 30_000, resting: true });
		expect(also({ coolingFor: 'auth' })).toEqual(gaveUp('capacity'));
		expect(also({ breaker: { kind: 'open', untilMs: atMs } })).toEqual(gaveUp('capacity'));
	});

	it('is asked once, like any other', () => {
		expect(nextStep(planOf([weak], allGood), [attempt(weak, failed('refused'))], rests(weak), T0)).toEqual(gaveUp('refused'));
	});
});

describe('what is left of an answer that broke off', () => {
	const broken = (model: ModelSpec, partial: string) =>
		attempt(model, { ...failed('interrupted', { retryable: false }), partial } as ReturnType<typeof failed>);

	it('is the draft, the longest of several, and the failure is the reason', () => {
		const all = [broken(weak, 'half an answer'), broken(middle, 'half'), broken(strong, ' \n'.repeat(20))];
		expect(nextStep(plan(), all, well, T0)).toEqual(gaveUp('interrupted', 0));
		expect(nextStep(plan(), [broken(weak, 'same'), broken(middle, 'size'), broken(strong, '')], well, T0)).toEqual(
			gaveUp('interrupted', 1),
		);
		expect(nextStep(plan(), [broken(weak, ' '), broken(middle, ''), broken(strong, '')], well, T0)).toEqual(gaveUp('interrupted'));
	});

	it('gives way to an answer that was whole and rejected', () => {
		const attempts = [attempt(weak, rejectedAnswer()), broken(middle, 'a much longer half'), broken(strong, 'half')];
		expect(nextStep(plan(), attempts, well, T0)).toEqual(gaveUp('quality', 0));
	});
});

describe('an answer cut off by the window', () => {
	it('goes to a larger window, whatever the output limits', () => {
		const sized = [{ contextTokens: 1_000 }, { contextTokens: 1_000, maxOutputTokens: 900 }, { contextTokens: 2_000 }].map((facts, rank) =>
			modelAt(rank, facts),
		);
		const rejected = rejectedAnswer({ cutOff: true });
		const byWindow = rejected.kind === 'answered' ? { ...rejected, answer: { ...rejected.answer, cutByWindow: true as const } } : rejected;
		expect(nextStep(planOf(sized, allGood), [attempt(weak, byWindow)], well, T0)).toEqual(call(strong, { why: 'escalation' }));
		expect(nextStep(planOf(sized, allGood), [attempt(weak, rejected)], well, T0)).toEqual(call(middle, { why: 'escalation' }));
	});
});
