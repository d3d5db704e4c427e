import { sessionStoreOf, type SessionTexts } from '../../adapters/sessionStore';

const never = new Promise<never>(() => undefined);

it.each<[string, Partial<SessionTexts>]>([
	['rejects', { read: () => Promise.reject(new Error('gone')), write: () => Promise.reject(new Error('gone')) }],
	['throws', { read: () => fail(), write: () => fail() }],
	['never answers', { read: () => never, write: () => never }],
	['holds what is no JSON', { read: async () => '{' }],
	['holds nothing', { read: async () => null }],
])('where the place %s there is no session, and nothing is said', async (_, texts) => {
	const sessions = sessionStoreOf({ read: async () => '{}', write: async () => undefined, ...texts }, 20);
	expect(await sessions.read('a', 0)).toBeNull();
	expect(await sessions.write('a', {}, 0)).toBeUndefined();
});

it('what comes in time is read and written', async () => {
	const written: unknown[] = [];
	const sessions = sessionStoreOf({
		read: async (key, nowMs) => JSON.stringify({ key, nowMs }),
		write: async (...all) => void written.push(all),
	});
	await sessions.write('a', { turn: 1 }, 7);
	expect(written).toEqual([['a', '{"turn":1}', 7]]);
	expect(await sessions.read('a', 9)).toEqual({ key: 'a', nowMs: 9 });
});

function fail(): never {
	throw new Error('gone');
}
