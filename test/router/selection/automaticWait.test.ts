import { AUTOMATIC_WAIT_MS, automaticLimitWaitMs } from '../../../router/selection/automaticWait';
import { NO_LIMITS, type Limits } from '../../../router/registry/model';
import { answers, modelAt } from '../../support/routing';
import { simulate } from '../../support/simulation';

const LOAD = { items: 12, mostTokens: 1_000, callMs: 20_000 };
/** In seconds, the 30 for everything else included. */
const waits = (limits: readonly Partial<Limits>[], load: Partial<typeof LOAD> = {}) =>
	(AUTOMATIC_WAIT_MS +
		automaticLimitWaitMs(
			limits.map((some, rank) => modelAt(rank, { limits: { ...NO_LIMITS, ...some } })),
			{ ...LOAD, ...load },
		)) /
	1_000;

describe('how long an item may wait for rate limits where the user leaves that to us', () => {
	it.each<[string, readonly Partial<Limits>[], number]>([
		['a minute where none are known, for a provider that asks for it', [{}], 61],
		['as many windows as the items need', [{ requestsPerMinute: 5 }], 3 * 61],
		['one window where all fit into it', [{ requestsPerMinute: 12 }], 61],
		['what the tightest model would need alone', [{ requestsPerMinute: 100 }, { requestsPerMinute: 4 }, {}], 3 * 61],
		['as many windows as the tokens of the largest item need', [{ tokensPerMinute: 3_500 }], 4 * 61],
		['a window for each item where no two fit', [{ tokensPerMinute: 1_999 }], 10 * 60],
		['as many calls one after the other as there are', [{ parallel: 2 }], 120],
		['ten minutes at most', [{ requestsPerMinute: 1 }], 600],
	])('%s', (_, limits, seconds) => {
		expect(waits(limits)).toBe(seconds);
	});

	it('a limit of nothing is no reason to wait for ever, nor is no item', () => {
		expect(waits([{ requestsPerMinute: 0, tokensPerMinute: 0, parallel: 0 }])).toBe(600);
		expect(waits([{ requestsPerMinute: 5 }], { items: 0 })).toBe(61);
	});

	it('lets a run of twelve through two models with five requests a minute, which thirty seconds would not', async () => {
		const models = [0, 1].map((rank) => modelAt(rank, { limits: { ...NO_LIMITS, requestsPerMinute: 5 } }));
		const through = (limitWaitMs: number) =>
			simulate({ items: 12, parallel: 10, models, plan: { limitWaitMs }, latencyMs: () => 500, reply: () => answers() });
		const automatic = await through(automaticLimitWaitMs(models, LOAD));
		expect([automatic.lost, Math.round(automatic.tookMs / 1_000)]).toEqual([{}, 62]);
		expect((await through(0)).lost).toEqual({ capacity: 2 });
	});
});
