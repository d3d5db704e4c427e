import { nextState } from '../../../router/session/nextState';
import { stick, stickToolStep } from '../../../router/session/stick';
import { user } from '../../support/requests';
import { answeredBy, asks, conversation, EASY, HARD, picks, pricedAt, stateAfter, step } from '../../support/sessions';
import { failureOf, modelAt } from '../../support/routing';

const [weak, strong] = [pricedAt(modelAt(0)), pricedAt(modelAt(1))];
const models = [weak, strong];
const facts = { models, threshold: 0.5, nowMs: 2_000 };
const first = stick({ ...facts, state: null, request: asks(HARD), ranking: picks(weak) });
const state = stateAfter({ stuck: first, request: asks(HARD), models, attempts: [answeredBy(weak)] });
const failed = { ...answeredBy(weak), result: { kind: 'failed' as const, failure: failureOf('overloaded') } };

describe('the state after a call', () => {
	it('counts the turn and holds what was answered', () => {
		expect(state).toMatchObject({ v: 1, modelId: weak.id, rank: 0, atMs: 1_000, turns: 1, calls: 1, downs: 0, calm: 0, failures: [] });
		expect(state.work?.hardness).toBeGreaterThan(0);
		expect(state.prefixTokens).toBeGreaterThan(0);
	});

	it('is not moved by a fallback, whose prompt is cached elsewhere', () => {
		const stuck = stick({ ...facts, state, request: asks(EASY), ranking: picks(weak) });
		const after = stateAfter({ stuck, request: asks(EASY), models, attempts: [failed, answeredBy(strong)] });
		expect(after).toMatchObject({ modelId: weak.id, turns: 2, prefixTokens: state.prefixTokens });
	});

	it('is moved up where a check rejected the answer', () => {
		const stuck = stick({ ...facts, state, request: asks(EASY), ranking: picks(weak) });
		const after = stateAfter({ stuck, request: asks(EASY), models, attempts: [answeredBy(weak, 'rejected'), answeredBy(strong)] });
		expect(after).toMatchObject({ modelId: strong.id, rank: 1, calm: 0 });
	});

	it('keeps the hardest work it was needed for, and forgets it once it moves', () => {
		const stuck = stick({ ...facts, state, request: asks(EASY), ranking: picks(weak) });
		expect(stateAfter({ stuck, request: asks(EASY), models, attempts: [answeredBy(weak)] }).work).toEqual(state.work);
		const up = stick({ ...facts, state, request: asks(EASY), ranking: picks(strong) });
		expect(stateAfter({ stuck: up, request: asks(EASY), models, attempts: [answeredBy(strong)] }).work).toEqual(up.work);
	});

	it('counts a change down', () => {
		const high = { ...state, modelId: strong.id, rank: 1, calm: 1 };
		const stuck = stick({ ...facts, state: high, request: asks(EASY), ranking: picks(weak) });
		expect(stuck.moved).toBe('down');
		expect(stateAfter({ stuck, request: asks(EASY), models, attempts: [answeredBy(weak)] })).toMatchObject({ modelId: weak.id, downs: 1 });
	});

	it('counts a tool step as a call and no turn', () => {
		const request = conversation(user(EASY), ...step('fine'));
		const stuck = stickToolStep({ ...facts, state, request });
		if (stuck === null) throw new Error('no tool step');
		const after = stateAfter({ stuck, request, models, attempts: [answeredBy(weak)] });
		expect(after).toMatchObject({ turns: 1, calls: 2, work: state.work, calm: 0 });
	});

	it('stays what it was where nobody answered', () => {
		const stuck = stick({ ...facts, state, request: asks(EASY), ranking: picks(weak) });
		const none = { request: asks(EASY), models, attempts: [failed], answer: null, nowMs: 9 };
		expect(nextState({ ...none, stuck })).toBe(state);
		expect(nextState({ ...none, stuck: first })).toBeNull();
	});

	it('begins anew with whoever answers where the old model may not serve', () => {
		const gone = { ...state, modelId: 'gone', turns: 9 };
		const stuck = stick({ ...facts, state: gone, request: asks(EASY), ranking: picks(weak) });
		expect(stateAfter({ stuck, request: asks(EASY), models, attempts: [answeredBy(weak)] })).toMatchObject({ modelId: weak.id, turns: 1 });
	});
});
