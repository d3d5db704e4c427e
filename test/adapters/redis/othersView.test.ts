import { createOthersView } from '../../../adapters/redis/othersView';

const WINDOW_MS = 60_000;
const T0 = 1_000_000;
const limits = { requestsPerMinute: 10, tokensPerMinute: 1_000, parallel: null };
const own = { requests: 2, tokens: 100, parallel: 0 };
const one = { requests: 1, tokens: 1 };

function seen(requests: number, tokens = requests, full: { untilMs: number; tokens: number } | null = null) {
	const view = createOthersView(WINDOW_MS);
	view.update({ requests: requests + own.requests, tokens: tokens + own.tokens, parallel: 0 }, own, T0, full);
	return view;
}

describe('what the others took, between two answers of Redis', () => {
	it('is nothing before the first', () => {
		const view = createOthersView(WINDOW_MS);
		const free = { requests: 8, tokens: 900, parallel: 3 };
		expect([view.freeAt(limits, one, own, T0), view.free(free, T0)]).toEqual([null, free]);
	});

	it('leaves the window evenly', () => {
		const view = seen(6, 600);
		const free = (atMs: number) => view.free({ requests: 8, tokens: 900, parallel: null }, atMs);
		expect(free(T0)).toEqual({ requests: 2, tokens: 300, parallel: null });
		expect(free(T0 + WINDOW_MS / 2)).toEqual({ requests: 5, tokens: 600, parallel: null });
		expect(free(T0 + WINDOW_MS)).toEqual({ requests: 8, tokens: 900, parallel: null });
	});

	it('lets a load fit when so much of it is over that there is room', () => {
		const view = seen(8);
		expect(view.freeAt(limits, one, own, T0)).toBe(T0 + WINDOW_MS / 8);
		expect(view.freeAt(limits, one, own, T0 + WINDOW_MS / 8)).toBeNull();
	});

	it('looks at tokens too', () => {
		expect(seen(1, 800).freeAt(limits, { requests: 1, tokens: 500 }, own, T0)).toBe(T0 + WINDOW_MS / 2);
	});

	it('goes by what Redis said where it was full for no larger load', () => {
		const view = seen(1, 1, { untilMs: T0 + 7_000, tokens: 50 });
		expect(view.freeAt(limits, { requests: 1, tokens: 50 }, own, T0)).toBe(T0 + 7_000);
		expect(view.freeAt(limits, { requests: 1, tokens: 49 }, own, T0)).toBeNull();
		expect(view.freeAt(limits, { requests: 1, tokens: 50 }, own, T0 + 7_000)).toBeNull();
	});
});
