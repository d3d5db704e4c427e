import { readSessionState, type SessionState } from '../../../router/session/sessionState';

const state: SessionState = {
	v: 1,
	modelId: 'p/m',
	rank: 1,
	atMs: 5,
	turns: 1,
	calls: 2,
	outputTokens: 30,
	work: { kind: 'code', hardness: 1.5 },
	calm: 0,
	downs: 0,
	prefixTokens: 40,
	failures: ['00ff'],
};

describe('a stored session', () => {
	it('is read from its JSON and from what that holds', () => {
		expect(readSessionState(JSON.stringify(state))).toEqual(state);
		expect(readSessionState(state)).toEqual(state);
	});

	it.each<[string, unknown]>([
		['nothing', null],
		['no JSON', '{"v":1'],
		['a later version', { ...state, v: 2 }],
		['a missing field', { ...state, calm: undefined }],
		['a count below 0', { ...state, turns: -1 }],
		['an unknown kind', { ...state, work: { kind: 'poem', hardness: 0 } }],
		['a list', [state]],
	])('is ignored where it is %s', (_, stored) => {
		expect(readSessionState(stored)).toBeNull();
	});
});
