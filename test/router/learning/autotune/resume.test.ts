import { certifiedPercent } from '../../../../router/learning/autotune/ladder';
import { next } from '../../../../router/learning/autotune/next';
import { wish } from '../../../../router/learning/autotune/wish';
import { drive, fresh, laddersOf, PLAN, spread } from './drive';

function fail(): never {
	throw new Error('nothing was drawn');
}

describe('a control that nobody could make', () => {
	it('counts for nothing, and another one is drawn', () => {
		const { state } = drive(fresh(), { items: 110 });
		const drawn = { ...state, audits: { ...state.audits, drawn: 3, controlsDrawn: 9 } };
		const request = { id: 'control', score: 0 };
		const ticket = wish(drawn, request).audit?.ticket ?? fail();
		expect(ticket.kind).toBe('control');
		const asked = next(drawn, { kind: 'scored', ...request, servedBy: 'strongest', ticket });
		expect(asked.audits.controlsDrawn).toBe(10);
		const ended = next(asked, { kind: 'audited', id: 'control', result: { kind: 'void' }, nanoUsd: 0 });
		expect(ended.controls).toEqual(drawn.controls);
		expect(ended.audits).toMatchObject({ controlsDrawn: 9, done: drawn.audits.done });
		expect(wish({ ...ended, audits: { ...ended.audits, drawn: 7 } }, { id: 'other', score: 0 }).audit?.ticket.kind).toBe('control');
	});
});

describe('while the judge is down', () => {
	const down = (() => {
		let { state } = drive(fresh(), { items: 100 });
		for (let i = 0; i < 300; i++) {
			const request = { id: `w${String(i)}`, score: 0 };
			const ticket = wish(state, request).audit?.ticket ?? null;
			state = next(state, { kind: 'scored', ...request, servedBy: 'strongest', ticket });
		}
		return state;
	})();
	const answered = (id: string) => ({ kind: 'audited', id, result: { kind: 'loss', loss: 0 }, nanoUsd: 110 }) as const;

	it('no more than 40 audits wait, and comparing goes on', () => {
		expect(down.audits).toMatchObject({ drawn: 40, done: 0 });
		expect(down.audits.pending).toHaveLength(40);
		expect(laddersOf(down)[0]?.climbing).toBe('climbing');
		expect(down.controls.done).toBe(0);
	});

	it('one more is drawn for each that ends', () => {
		const after = next(down, answered('w0'));
		expect(wish(down, { id: 'more', score: 0 }).audit).toBeNull();
		expect(wish(after, { id: 'more', score: 0 }).audit?.probability).toBe(1);
	});

	it.each(['reset', 'reopened'] as const)('those of before a %s make no room scarce, hold nothing back and count for nothing', (kind) => {
		const { state } = drive(next(down, { kind }), { items: 130, from: 1_000, score: (i) => (i < 1_100 ? spread(i) : 0) });
		expect(laddersOf(state)[0]?.audits).toBeGreaterThan(10);
		expect(state.audits.pending).toHaveLength(40);
		const after = down.audits.pending.reduce((one, { id }) => next(one, answered(id)), state);
		expect(after.audits.pending).toEqual([]);
		expect(after.audits.spentNanoUsd - state.audits.spentNanoUsd).toBe(40 * 110);
		expect(laddersOf(after)).toEqual(laddersOf(state));
	});

	it('watching draws no more than 40 either', () => {
		const { state } = drive(fresh(), { items: 4_000 });
		const full = Array.from({ length: 40 }, (_, i) => `w${String(i)}`).reduce((one, id) => {
			const ticket = wish(one, { id, score: 0 }).audit?.ticket ?? fail();
			return next(one, { kind: 'scored', id, score: 0, servedBy: 'small', ticket });
		}, state);
		expect(wish(full, { id: 'more', score: 0 })).toEqual({ serve: { kind: 'weaker', modelId: 'small' }, audit: null });
	});
});

describe('a reset', () => {
	it('begins again as an alarm does, with the money that is spent', () => {
		const { state } = drive(fresh(), { items: 3_000 });
		const again = next(state, { kind: 'reset' });
		expect(again).toMatchObject({ step: 2, phase: { kind: 'warming' }, audits: { drawn: 0, spentNanoUsd: state.audits.spentNanoUsd } });
		expect(laddersOf(drive(again, { items: 120, from: 3_000 }).state)[0]?.error).toBeCloseTo(0.0125, 12);
		expect(again.controls).toEqual(state.controls);
	});

	it('spends no step before anything was drawn', () => {
		expect(next(drive(fresh(), { items: 50 }).state, { kind: 'reset' })).toMatchObject({ step: 1, phase: { kind: 'warming', seen: [] } });
		const never = fresh({}, { nanoUsd: null });
		expect(next(never, { kind: 'reset' })).toBe(never);
	});

	it('alone, and no other event, brings a refused judge back, who is then tested anew', () => {
		const { state } = drive(fresh(), { items: 1_000, passesControl: () => true });
		expect(state.phase.kind).toBe('judge_refused');
		expect(next(state, { kind: 'reopened' })).toBe(state);
		expect(next(state, { kind: 'tick', plan: PLAN }).phase.kind).toBe('judge_refused');
		const again = next(state, { kind: 'reset' });
		expect(again).toMatchObject({ phase: { kind: 'warming' }, controls: { done: 0, passed: 0 }, audits: { controlsDrawn: 0 } });
		expect(drive(again, { items: 1_000, from: 1_000 }).state.controls.done).toBe(10);
	});
});

describe('more money', () => {
	const raised = { kind: 'tick', plan: PLAN } as const;

	it('lets climbing continue where it had ended, with all that was seen', () => {
		const { state } = drive(fresh({}, { mostNanoUsd: 5_000 }), { items: 3_000 });
		expect(laddersOf(state)[0]?.climbing).toBe('no_more_audits');
		const after = next(state, raised);
		expect(after.phase.kind).toBe('comparing');
		expect(laddersOf(after)[0]).toEqual({ ...laddersOf(state)[0], climbing: 'climbing' });
		expect(laddersOf(drive(after, { items: 3_000, from: 3_000 }).state).map(certifiedPercent)).toEqual([100]);
	});

	it('changes nothing where audits or hope had ended it', () => {
		const hopeless = drive(fresh(), { items: 1_000, loss: () => 1 }).state;
		expect(next(hopeless, raised).phase).toEqual(hopeless.phase);
		const { state } = drive(fresh({}, { expectedItems: 1e6 }), { items: 5_000, loss: (i) => (i % 19 === 0 ? 1 : 0) });
		expect(next(state, raised).phase).toEqual(state.phase);
	});
});
