import { SESSION_MS, type SessionStore } from '../../router/session/sessionStore';

const AT_MS = 1_790_000_000_000;

/** What every store of sessions keeps to; `open` gives one that is empty before each test. */
export function sessionContract(open: () => SessionStore): void {
	let sessions: SessionStore;
	beforeEach(() => {
		sessions = open();
	});

	describe('every store of sessions', () => {
		it('reads back what was written, whatever the texts', async () => {
			const state = {
				modelId: 'maker/cheap',
				turns: 3,
				of: [{ text: `'; DROP TABLE sessions; -- "$1" é 🦊 \u0000 \ud83e\n7:` }],
				none: null,
			};
			await sessions.write('a', state, AT_MS);
			await sessions.write(`'b"\n${'x'.repeat(500)}`, { other: true }, AT_MS);
			expect(await sessions.read('a', AT_MS)).toEqual(state);
			expect(await sessions.read(`'b"\n${'x'.repeat(500)}`, AT_MS)).toEqual({ other: true });
		});

		it('knows nothing of a conversation nobody wrote of', async () => {
			await sessions.write('a', {}, AT_MS);
			expect(await sessions.read('b', AT_MS)).toBeNull();
		});

		it('keeps the newest, also where it was written first', async () => {
			await sessions.write('a', { turn: 1 }, AT_MS);
			await sessions.write('a', { turn: 3 }, AT_MS + 2);
			await sessions.write('a', { turn: 2 }, AT_MS + 1);
			expect(await sessions.read('a', AT_MS + 2)).toEqual({ turn: 3 });
			await sessions.write('a', { turn: 4 }, AT_MS + 2);
			expect(await sessions.read('a', AT_MS + 2)).toEqual({ turn: 4 });
		});

		it('forgets it a day after the last turn', async () => {
			await sessions.write('a', { turn: 1 }, AT_MS);
			expect(await sessions.read('a', AT_MS + SESSION_MS - 1)).toEqual({ turn: 1 });
			expect(await sessions.read('a', AT_MS + SESSION_MS)).toBeNull();
			await sessions.write('a', { turn: 2 }, AT_MS + SESSION_MS);
			expect(await sessions.read('a', AT_MS + SESSION_MS)).toEqual({ turn: 2 });
		});

		it('rejects nothing: what is no JSON is not written', async () => {
			const round: { self?: unknown } = {};
			round.self = round;
			await sessions.write('a', { turn: 1 }, AT_MS);
			await sessions.write('a', round, AT_MS + 1);
			expect(await sessions.read('a', AT_MS + 1)).toEqual({ turn: 1 });
		});
	});
}
