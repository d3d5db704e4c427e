import fc from 'fast-check';

import { readSessionState, type SessionState } from '../../../router/session/sessionState';
import { stick, stickToolStep } from '../../../router/session/stick';
import { user } from '../../support/requests';
import { answeredBy, asks, conversation, EASY, HARD, picks, pricedAt, stateAfter, step } from '../../support/sessions';
import { modelAt } from '../../support/routing';

const models = [0, 1, 2].map((rank) => pricedAt(modelAt(rank)));
const at = (rank: number) => models[rank] ?? pricedAt(modelAt(0));
const FAILED = '{"error":"no"}';

/** A user turn with whom the strategy would choose, then tool steps that work or fail, and pauses before. */
const turn = fc.record({
	hard: fc.boolean(),
	choice: fc.nat({ max: 2 }),
	steps: fc.array(fc.boolean(), { maxLength: 5 }),
	rejected: fc.boolean(),
	pauseMs: fc.nat({ max: 4_000_000 }),
});
const session = fc.array(turn, { minLength: 1, maxLength: 14 });

interface Seen {
	readonly rank: number;
	readonly choice: number | null;
	readonly state: SessionState;
}

interface Turn {
	readonly hard: boolean;
	readonly choice: number;
	readonly steps: readonly boolean[];
	readonly rejected: boolean;
	readonly pauseMs: number;
}

function play(turns: readonly Turn[]): Seen[] {
	const seen: Seen[] = [];
	let state: SessionState | null = null;
	let nowMs = 0;
	for (const { hard, choice, steps, rejected, pauseMs } of turns) {
		nowMs += pauseMs;
		const messages = [user(hard ? HARD : EASY)];
		for (let i = -1; i < steps.length; i++) {
			if (i >= 0) messages.push(...step(steps[i] === true ? 'fine' : FAILED));
			const facts = { state, models, threshold: 0.5, nowMs, request: i < 0 ? asks(hard ? HARD : EASY) : conversation(...messages) };
			const stuck = stickToolStep(facts) ?? stick({ ...facts, ranking: picks(at(choice)) });
			const model = models.find(({ id }) => id === stuck.modelId) ?? at(0);
			const escalates = rejected && i < 0 && model.rank < 2;
			const attempts = escalates ? [answeredBy(model, 'rejected'), answeredBy(at(2))] : [answeredBy(model)];
			state = stateAfter({ stuck, request: facts.request, models, attempts, nowMs });
			seen.push({ rank: model.rank, choice: i < 0 ? choice : null, state });
		}
	}
	return seen;
}

describe('in any conversation', () => {
	it('nobody weaker answers than the strategy would have asked', () => {
		fc.assert(fc.property(session, (turns) => play(turns).every(({ rank, choice }) => choice === null || rank >= choice)));
	});

	it('a tool loop never comes down', () => {
		fc.assert(
			fc.property(session, (turns) => {
				const seen = play(turns);
				return seen.every(({ rank, choice }, index) => choice !== null || rank >= (seen[index - 1]?.state.rank ?? 0));
			}),
		);
	});

	it('it comes down at most once, so it never swings', () => {
		fc.assert(
			fc.property(session, (turns) => {
				const ranks = play(turns).map(({ state }) => state.rank);
				return ranks.filter((rank, index) => rank < (ranks[index - 1] ?? rank)).length <= 1;
			}),
		);
	});

	it('the state survives being stored', () => {
		fc.assert(
			fc.property(session, (turns) => play(turns).forEach(({ state }) => expect(readSessionState(JSON.stringify(state))).toEqual(state))),
		);
	});

	it('whatever is stored is a state or ignored', () => {
		fc.assert(fc.property(fc.anything(), (stored) => readSessionState(stored) === null));
		fc.assert(fc.property(fc.string(), (stored) => readSessionState(stored) === null));
	});
});
