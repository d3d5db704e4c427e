import type { Plan } from '../../../router/selection/plan';
import { nextStep } from '../../../router/selection/nextStep';
import { attempt, failed, healthOf, modelAt, planOf, priceOf, rejectedAnswer, scored, T0 } from '../../support/routing';
import { callStep as call, gaveUp } from '../../support/steps';

const [weak, middle, strong] = [modelAt(0), modelAt(1), modelAt(2)];
const models = [weak, middle, strong];
const allGood = scored(models, [0.9, 0.95, 1]);
const plan = (over: Partial<Plan> = {}) => planOf(models, allGood, over);
const well = healthOf();

describe('after a rejected answer', () => {
	it('a strictly stronger model is asked, the cheapest first, never a weaker one', () => {
		expect(nextStep(plan(), [attempt(middle, rejectedAnswer())], well, T0)).toEqual(call(strong, { why: 'escalation' }));
		expect(nextStep(plan(), [attempt(strong, rejectedAnswer())], well, T0)).toEqual(gaveUp('quality', 0));
		const dearMiddle = planOf([weak, modelAt(1, { price: priceOf(50) }), strong], allGood);
		expect(nextStep(dearMiddle, [attempt(weak, rejectedAnswer())], well, T0)).toEqual(call(strong, { why: 'escalation' }));
	});

	it('that was cut off, it must have a larger output limit too', () => {
		const cut = [attempt(weak, rejectedAnswer({ cutOff: true }))];
		const sized = [
			{ ...weak, maxOutputTokens: 100 },
			{ ...middle, maxOutputTokens: 100 },
			{ ...strong, maxOutputTokens: 101 },
		];
		expect(nextStep(planOf(sized, allGood), cut, well, T0)).toEqual(call(strong, { why: 'escalation' }));
		expect(nextStep(plan(), cut, well, T0)).toEqual(gaveUp('quality', 0));
		const weakLong = [
			{ ...weak, maxOutputTokens: 900 },
			{ ...middle, maxOutputTokens: 100 },
		];
		const cutMiddle = [attempt(middle, rejectedAnswer({ cutOff: true }))];
		expect(nextStep(planOf(weakLong, allGood), cutMiddle, well, T0)).toEqual(gaveUp('quality', 0));
		const strongBetween = [
			{ ...weak, maxOutputTokens: 50 },
			{ ...middle, maxOutputTokens: 100 },
			{ ...strong, maxOutputTokens: 80 },
		];
		expect(nextStep(planOf(strongBetween, allGood), cutMiddle, well, T0)).toEqual(gaveUp('quality', 0));
	});

	it.each<[string, readonly [number, string][], number]>([
		[
			'the best score',
			[
				[0.3, 'x'],
				[0.4, 'x'],
				[0.1, 'x'],
			],
			1,
		],
		[
			'of equals the later',
			[
				[0.3, 'x'],
				[0.3, 'x'],
				[0.1, 'x'],
			],
			1,
		],
		[
			'one with text before an empty one',
			[
				[0.1, 'x'],
				[0.4, ' '],
				[0.4, ''],
			],
			0,
		],
	])('the draft given up with is %s', (_, drafts, best) => {
		const attempts = drafts.map(([score, text], rank) => attempt(modelAt(rank), rejectedAnswer({ score }, text)));
		expect(nextStep(plan(), attempts, well, T0)).toEqual(gaveUp('quality', best));
	});

	it('and failures of all stronger models, the reason is quality', () => {
		const attempts = [attempt(weak, rejectedAnswer()), attempt(middle, failed('auth')), attempt(strong, failed('bad_request'))];
		expect(nextStep(plan(), attempts.slice(0, 2), well, T0)).toEqual(call(strong, { why: 'escalation' }));
		expect(nextStep(plan(), attempts, well, T0)).toEqual(gaveUp('quality', 0));
	});
});

describe('an answer that only escalates', () => {
	const doubtful = attempt(weak, rejectedAnswer({ onlyEscalates: true }));

	it('goes on to a stronger model, and is kept where none can serve', () => {
		expect(nextStep(plan(), [doubtful], well, T0)).toMatchObject({ kind: 'call', modelId: middle.id, why: 'escalation' });
		const small = planOf([weak, { ...strong, contextTokens: 10 }], scored([weak, strong], [1, 1]));
		expect(nextStep(small, [doubtful], well, T0)).toEqual({ kind: 'answer', attempt: 0, degraded: true });
		expect(nextStep(plan(), [doubtful, attempt(middle, failed('auth')), attempt(strong, failed('auth'))], well, T0)).toEqual({
			kind: 'answer',
			attempt: 0,
			degraded: true,
		});
		expect(nextStep(plan({ deadlineMs: T0 }), [doubtful], well, T0)).toEqual({ kind: 'answer', attempt: 0, degraded: true });
	});

	it('is kept although a stronger one was rejected outright, but not where the execution was stopped', () => {
		const outright = attempt(middle, rejectedAnswer({ score: 0.4 }));
		expect(nextStep(planOf([weak, middle], scored([weak, middle], [1, 1])), [doubtful, outright], well, T0)).toEqual({
			kind: 'answer',
			attempt: 0,
			degraded: true,
		});
		expect(nextStep(planOf([weak], scored([weak], [1])), [attempt(weak, rejectedAnswer())], well, T0)).toEqual({
			kind: 'give_up',
			reason: 'quality',
			draft: 0,
		});
		expect(nextStep(plan(), [doubtful, attempt(middle, failed('cancelled'))], well, T0)).toMatchObject({
			kind: 'give_up',
			reason: 'cancelled',
		});
	});
});
