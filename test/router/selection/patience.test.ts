import { patienceLeftMs } from '../../../router/selection/patience';
import { acceptedAnswer, attempt, failed, modelAt, planOf, rejectedAnswer, scored, T0 } from '../../support/routing';

const model = modelAt(0);
const plan = planOf([model], scored([model], [1]), { patienceMs: 10_000 });

it('is whole before the first call, and used up by waiting alone', () => {
	expect(patienceLeftMs({ plan, attempts: [], nowMs: T0 })).toBe(10_000);
	expect(patienceLeftMs({ plan, attempts: [], nowMs: T0 + 12_000 })).toBe(-2_000);
});

it.each([
	['failed', failed('server_error')],
	['was rejected', rejectedAnswer()],
	['was accepted', acceptedAnswer()],
])('is not used up by a call that %s, nor by its checks', (_, result) => {
	const call = attempt(model, result, { startedMs: T0 + 1_000, endedMs: T0 + 5_000, checkedMs: T0 + 7_000 });
	expect(patienceLeftMs({ plan, attempts: [call], nowMs: T0 + 7_500 })).toBe(8_500);
});

it.each(['full', 'never_fits'] as const)('is used up in a queue that ended %s', (kind) => {
	const queued = attempt(model, kind === 'full' ? { kind, freeAtMs: T0 } : { kind }, { startedMs: T0, endedMs: T0 + 4_000 });
	expect(patienceLeftMs({ plan, attempts: [queued], nowMs: T0 + 4_000 })).toBe(6_000);
});

it('is given back by no clock that goes backwards', () => {
	const early = attempt(model, failed('server_error'), { startedMs: T0 - 5_000, endedMs: T0 + 1_000 });
	expect(patienceLeftMs({ plan, attempts: [early], nowMs: T0 })).toBe(10_000);
});
