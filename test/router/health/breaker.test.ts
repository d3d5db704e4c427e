import {
	afterAnswer,
	afterFailure,
	afterRelease,
	afterStart,
	createBreakers,
	stateOf,
	UNKNOWN,
	type Breaker,
} from '../../../router/health/breaker';
import { T0 } from '../../support/routing';

/** `f`: a call of another request fails; `s`: one of the same request as the last; `a`: one is answered. */
function calls(history: string, nowMs = T0, from: Breaker = UNKNOWN): Breaker {
	let request = 0;
	return [...history].reduce((breaker, call) => {
		if (call === 'a') return afterAnswer(breaker, nowMs);
		return afterFailure(breaker, String(call === 'f' ? ++request : request), nowMs);
	}, from);
}

const kindOf = (breaker: Breaker, nowMs = T0) => stateOf(breaker, nowMs).kind;

describe('a breaker', () => {
	it.each([
		['four requests fail', 'ffff', 'closed'],
		['five fail in a row', 'fffff', 'open'],
		['one request fails five times', 'fssss', 'closed'],
		['one of five is answered between', 'ffffaf', 'closed'],
		['five fail in a row, some of them again', 'fsffssfsf', 'open'],
		['five fail in a row after ten answers, five of the last fifteen', 'aaaaaaaaaafffff', 'closed'],
		['ten of the last twenty fail, the last five in a row', 'aaaaaaaaaaffffffffff', 'open'],
		['nine of the last twenty do', 'aaaaaaaaaaafffffffff', 'closed'],
		['it is older than its last twenty calls', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaffffffffff', 'open'],
		['half of its calls fail, but never five in a row', 'affffaffffaffffaffff', 'closed'],
	])('%s: %s → %s', (_, history, kind) => {
		expect(kindOf(calls(history))).toBe(kind);
	});

	it('is open for 5 s, and no answer or failure of a call that left before changes that', () => {
		const open = calls('fffff');
		expect(stateOf(open, T0)).toEqual({ kind: 'open', untilMs: T0 + 5_000 });
		expect(calls('afaf', T0 + 4_999, open)).toBe(open);
		expect(kindOf(open, T0 + 5_000)).toBe('closed');
	});

	it('lets one probe through when its time is over, while the others wait for it', () => {
		const open = calls('fffff');
		expect(afterStart(open, T0 + 4_999)).toBe(open);
		const probing = afterStart(open, T0 + 5_000);
		expect(stateOf(probing, T0 + 5_000)).toEqual({ kind: 'half_open', untilMs: T0 + 155_000 });
		expect(afterStart(probing, T0 + 6_000)).toBe(probing);
		// Its process may have died.
		expect(kindOf(probing, T0 + 155_000)).toBe('closed');
		expect(stateOf(afterStart(probing, T0 + 155_000), T0 + 155_000)).toEqual({ kind: 'half_open', untilMs: T0 + 305_000 });
	});

	it('a call that is no probe starts nothing', () => {
		const well = calls('affff');
		expect(afterStart(well, T0)).toBe(well);
	});

	it('gives the place of a probe that told nothing to another, and of no other call', () => {
		const probing = afterStart(calls('fffff'), T0 + 5_000);
		expect(afterRelease(probing, T0 + 4_000)).toBe(probing);
		expect(kindOf(afterRelease(probing, T0 + 5_000), T0 + 5_000)).toBe('closed');
	});

	it("closes with the probe's answer, and counts anew", () => {
		const probing = afterStart(calls('fffff'), T0 + 5_000);
		expect(afterAnswer(probing, T0 + 5_001)).toBe(UNKNOWN);
		expect(kindOf(calls('affff', T0 + 5_001, probing))).toBe('closed');
	});

	it('is open longer with each probe that fails, a minute once it has been down for five, and 5 s again once it was closed', () => {
		let [breaker, nowMs] = [calls('fffff'), T0];
		const seconds: number[] = [];
		for (let i = 0; i < 15; i++) {
			const state = stateOf(breaker, nowMs);
			const untilMs = state.kind === 'open' ? state.untilMs : nowMs;
			seconds.push((untilMs - nowMs) / 1_000);
			nowMs = untilMs;
			breaker = calls('f', nowMs, afterStart(breaker, nowMs));
			expect(breaker.probeUntilMs).toBe(0);
		}
		expect(seconds).toEqual([5, 10, 20, ...Array.from({ length: 9 }, () => 30), 60, 60, 60]);
		const again = calls('afffff', nowMs + 60_000, breaker);
		expect(stateOf(again, nowMs + 60_000)).toEqual({ kind: 'open', untilMs: nowMs + 65_000 });
	});

	it('remembers no more than it needs', () => {
		const { row, last } = calls(`${'a'.repeat(99)}${'f'.repeat(9)}`);
		expect([row, last.length]).toEqual([['5', '6', '7', '8', '9'], 20]);
	});
});

it('providers are apart, and what is nothing is not kept', () => {
	const breakers = createBreakers();
	const open = calls('fffff');
	breakers.set('p', open);
	expect([breakers.of('p'), breakers.of('q')]).toEqual([open, UNKNOWN]);
	breakers.set('p', UNKNOWN);
	expect(breakers.of('p')).toBe(UNKNOWN);
});
