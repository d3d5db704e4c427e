import { ConnectionPool } from '../../../nodes/shared/connectionPool';

const IDLE_MS = 1_000;
let closed: string[];
let kept: ConnectionPool<string>;

beforeEach(() => {
	jest.useFakeTimers();
	closed = [];
	kept = new ConnectionPool({ idleMs: IDLE_MS, close: async (thing) => void closed.push(thing) });
});
afterEach(() => jest.useRealTimers());

const take = (key: string, place = 'there') => kept.acquire({ key, server: place, open: () => `opened ${key}` });

it('is opened once and stays open, used or not', () => {
	take('a').release();
	jest.advanceTimersByTime(100 * IDLE_MS);
	const again = kept.acquire({ key: 'a', server: 'there', open: () => 'a second one' });
	expect([again.connection, closed]).toEqual(['opened a', []]);
});

it('is closed once another leads to the same place and it is unused for a while, not before', () => {
	const old = take('old');
	take('new').release();
	take('elsewhere', 'another place').release();
	jest.advanceTimersByTime(IDLE_MS - 1);
	expect(closed).toEqual([]);
	take('new');
	jest.advanceTimersByTime(100 * IDLE_MS);
	expect(closed).toEqual([]);
	old.release();
	jest.advanceTimersByTime(IDLE_MS - 1);
	expect(closed).toEqual([]);
	jest.advanceTimersByTime(1);
	expect(closed).toEqual(['opened old']);
	expect(take('old').connection).toBe('opened old');
});

it('of several that nobody uses one stays', () => {
	take('a').release();
	take('b').release();
	jest.advanceTimersByTime(100 * IDLE_MS);
	expect(closed).toHaveLength(1);
});

it('all are closed in the end', async () => {
	take('a');
	take('b').release();
	await kept.closeAll();
	jest.advanceTimersByTime(100 * IDLE_MS);
	expect(closed).toEqual(['opened a', 'opened b']);
});
