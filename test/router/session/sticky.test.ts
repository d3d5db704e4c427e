import { createStickyStrategy } from '../../../router/session/sticky';
import type { SessionState } from '../../../router/session/sessionState';
import { stick, type Stuck } from '../../../router/session/stick';
import type { Strategy } from '../../../router/strategies/strategy';
import { user } from '../../support/requests';
import { answeredBy, asks, conversation, EASY, HARD, picks, pricedAt, stateAfter, step } from '../../support/sessions';
import { modelAt } from '../../support/routing';

const [weak, strong] = [pricedAt(modelAt(0)), pricedAt(modelAt(1))];
const models = [weak, strong];
const call = { complete: () => Promise.reject(new Error('asked')), embed: () => Promise.reject(new Error('asked')) };
const options = { models, threshold: 0.5, call, random: () => 0, nowMs: 7 };

function stickyWith(state: SessionState | null) {
	const told: Stuck[] = [];
	const rank = jest.fn(async () => picks(weak));
	const inner: Strategy = {
		name: 'llm_judge',
		settings: { a: 1 },
		weightsVersion: 'w',
		ignoresThreshold: true,
		notices: () => ['n'],
		rank,
	};
	return { inner, rank, told, sticky: createStickyStrategy({ inner, state, wallMs: () => 2_000, onStuck: (stuck) => told.push(stuck) }) };
}

function begun(): SessionState {
	const stuck = stick({ models, threshold: 0.5, nowMs: 0, state: null, request: asks(HARD), ranking: picks(strong) });
	return stateAfter({ stuck, request: asks(HARD), models, attempts: [answeredBy(strong)] });
}

describe('a strategy that stays with a model', () => {
	it('is the inner one in all that policies and records name', () => {
		const { sticky, inner } = stickyWith(null);
		const { name, settings, weightsVersion, ignoresThreshold } = sticky;
		expect({ name, settings, weightsVersion, ignoresThreshold }).toEqual({
			name: inner.name,
			settings: inner.settings,
			weightsVersion: 'w',
			ignoresThreshold: true,
		});
		expect(sticky.notices?.()).toEqual(['n']);
	});

	it('does not ask the inner one for a tool step', async () => {
		const { sticky, rank, told } = stickyWith(begun());
		const ranking = await sticky.rank({ ...options, request: conversation(user(EASY), ...step('fine')) });
		expect(ranking).toMatchObject({ kind: 'choice', modelId: strong.id, kept: true });
		expect(rank).not.toHaveBeenCalled();
		expect(told.map(({ moved }) => moved)).toEqual(['tool_step']);
	});

	it('asks it for a user turn, and for the tool step of an unknown conversation', async () => {
		const known = stickyWith(begun());
		expect(await known.sticky.rank({ ...options, request: asks(EASY) })).toMatchObject({ modelId: strong.id, kept: true });
		expect(known.told.map(({ moved }) => moved)).toEqual(['kept']);
		const unknown = stickyWith(null);
		expect(await unknown.sticky.rank({ ...options, request: conversation(user(EASY), ...step('fine')) })).toEqual(picks(weak));
		expect([known.rank, unknown.rank].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
	});
});
