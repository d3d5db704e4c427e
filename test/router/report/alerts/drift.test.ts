import { DAY_MS } from '../../../../router/clock';
import type { LoggedDecision } from '../../../../router/ledger/feedbackPort';
import type { Price } from '../../../../router/registry/model';
import {
	checkDrift,
	StretchReader,
	type DriftOptions,
	type DriftKind,
	type PriceList,
	type Stretch,
} from '../../../../router/report/alerts/drift';
import { seeded } from '../../../../scripts/lib/seeded';
import { fullRecord } from '../../../support/records';

const NOW_MS = 100 * DAY_MS;
const [SMALL, LARGE] = ['openai/small', 'openai/large'];

function price(input: number, source: Price['source'] = 'catalogue'): Price {
	return { tiers: [{ fromInputTokens: 0, inputUsdPerMTok: input, cachedInputUsdPerMTok: null, outputUsdPerMTok: input * 4 }], source };
}

interface Made {
	readonly atMs?: number;
	readonly quality?: number | null;
	readonly prices?: Readonly<Record<string, Price | null>>;
	readonly changes?: Partial<LoggedDecision>;
}

function decision({
	atMs = NOW_MS,
	quality = 0.5,
	prices = { [SMALL]: price(1), [LARGE]: price(10) },
	changes = {},
}: Made = {}): LoggedDecision {
	const candidates = Object.entries(prices).map(([modelId, of], rank) => ({
		modelId,
		rank,
		price: of,
		limitsKey: modelId,
		excludedBy: null,
		quality: rank === 0 ? quality : 1,
		prior: null,
		propensity: 0.5,
	}));
	return {
		...fullRecord('id', { atMs, forcedBy: null, attempts: [], candidates }),
		outcomes: [],
		auditResult: null,
		auditStep: null,
		...changes,
	};
}

function stretch(decisions: readonly LoggedDecision[], like: Stretch['newest'] = null): Stretch {
	const reader = new StretchReader(like);
	for (const one of decisions) reader.add(one);
	return reader.read();
}

const LISTED: PriceList = {
	date: '2026-11-01',
	lookup: (modelId) => ({ kind: 'listed', price: price(modelId === SMALL ? 1 : 10), deprecated: false }),
};

function check(kind: DriftKind, now: readonly LoggedDecision[], before: readonly LoggedDecision[], changes: Partial<DriftOptions> = {}) {
	const then = stretch(before);
	return checkDrift({
		rule: { kind, windowHours: 24, thresholdName: null, routerId: null },
		routerId: 'w:n',
		called: 'Support (w:n)',
		now: stretch(now),
		before: { ...then, models: then.newest?.candidates.map(({ modelId }) => modelId) ?? null },
		comparable: true,
		certified: false,
		listed: LISTED,
		...changes,
	});
}

/** Predictions spread as `shape` bends them. */
const spread = (count: number, shape: (random: number) => number, seed = 1) => {
	const random = seeded(seed);
	return Array.from({ length: count }, () => decision({ quality: shape(random()) }));
};

describe('traffic', () => {
	it('has moved where many more requests are hard, and not by chance alone', () => {
		const [easy, hard] = [(random: number) => Math.sqrt(random), (random: number) => random ** 2];
		const moved = check('traffic', spread(1_000, hard), spread(1_000, easy));
		expect(moved).toMatchObject({ state: 'breached', facts: { drift: 'traffic', router: 'w:n', requests: 1_000 } });
		expect(moved.sentence).toMatch(
			/^Traffic of Support \(w:n\) has moved since the 24 h before: at least \d\d % of the requests are easier or harder than they were \(1,000 requests now, 1,000 before\)\.$/,
		);
		expect(check('traffic', spread(1_000, easy, 1), spread(1_000, easy, 2)).state).toBe('fine');
	});

	it('of few requests, or of predictions that cannot be compared, says nothing', () => {
		expect(
			check(
				'traffic',
				spread(1_000, () => 0),
				spread(49, () => 1),
			),
		).toMatchObject({
			state: 'unclear',
			sentence: 'Traffic of Support (w:n): not enough data to compare (1,000 requests now, 49 before).',
		});
		expect(
			check(
				'traffic',
				spread(1_000, () => 0),
				spread(1_000, () => 1),
				{ comparable: false },
			).state,
		).toBe('unclear');
		expect(
			check(
				'traffic',
				[],
				spread(100, () => 1),
			),
		).toMatchObject({ state: 'unclear', sentence: 'Traffic of Support (w:n): no requests in the last 24 h.' });
	});

	it('is that of requests with predictions like the newest one', () => {
		const newest = decision();
		const others = [
			decision({ changes: { weightsVersion: 'other' } }),
			decision({ changes: { strategy: 'rules' } }),
			decision({ changes: { forcedBy: 'bypass' } }),
			decision({ quality: null, prices: { [SMALL]: price(1) } }),
			decision({ changes: { result: { kind: 'fallback', failure: 'capacity' } } }),
		];
		expect(stretch([newest, ...others]).traffic.requests).toBe(1);
		expect(stretch(others, newest).traffic.requests).toBe(0);
		expect(stretch([decision({ quality: 0.05 }), decision({ quality: 0.95 })]).traffic.tenths).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
	});
});

describe('prices', () => {
	const before = [decision({ atMs: NOW_MS - 2 * DAY_MS })];

	it('are as before, or have changed in the log', () => {
		expect(check('prices', [decision()], before)).toMatchObject({ state: 'fine', sentence: 'Prices of Support (w:n) are as before.' });
		const dearer = [decision({ prices: { [SMALL]: price(2, 'row'), [LARGE]: price(10) } })];
		expect(check('prices', dearer, before)).toMatchObject({
			state: 'breached',
			sentence: `Prices of Support (w:n) have changed since the 24 h before: ${SMALL} cost $1 / $4, now $2 / $8 (USD per million tokens, input / output).`,
			facts: { changes: [{ model: SMALL, before: '$1 / $4', now: '$2 / $8' }], otherwise: [] },
		});
	});

	it('that the list sees otherwise are told, unless the user has set them', () => {
		const listed: PriceList = { ...LISTED, lookup: () => ({ kind: 'listed', price: price(3), deprecated: false }) };
		const own = { [SMALL]: price(1), [LARGE]: price(10, 'row') };
		const found = check('prices', [decision({ prices: own })], [decision({ atMs: 0, prices: own })], { listed });
		expect(found.sentence).toContain(`${SMALL} is counted at $1 / $4, the price list of 2026-11-01 says $3 / $12`);
		expect(found.sentence).not.toContain(LARGE);
	});

	it('that depend on the hour have not changed', () => {
		const night = (atMs: number) => price(atMs % DAY_MS < DAY_MS / 2 ? 1 : 2);
		const listed: PriceList = { ...LISTED, lookup: (_, atMs) => ({ kind: 'listed', price: night(atMs), deprecated: false }) };
		const at = (atMs: number) => decision({ atMs, prices: { [SMALL]: night(atMs) } });
		expect(check('prices', [at(NOW_MS)], [at(NOW_MS - 2.4 * DAY_MS)], { listed }).state).toBe('fine');
		expect(check('prices', [at(NOW_MS)], [at(NOW_MS - 2.4 * DAY_MS)]).state).toBe('breached');
	});
});

describe('models', () => {
	it('are as before, were added, or were removed', () => {
		expect(check('models', [decision()], [decision()])).toMatchObject({
			state: 'fine',
			sentence: 'Models of Support (w:n) are as before.',
		});
		expect(check('models', [decision({ prices: { [SMALL]: price(1), 'openai/new': price(5) } })], [decision()]).sentence).toBe(
			`Models of Support (w:n) have changed since the 24 h before: openai/new was added; ${LARGE} was removed.`,
		);
		expect(check('models', [decision()], []).state).toBe('fine');
	});

	it('are retired where the list has dropped them or says so; one it never knew is not', () => {
		const lookup = (kind: 'gone' | 'deprecated'): PriceList => ({
			...LISTED,
			lookup: (id, atMs) =>
				id !== SMALL ? LISTED.lookup(id, atMs) : kind === 'gone' ? { kind } : { kind: 'listed', price: price(1), deprecated: true },
		});
		for (const kind of ['gone', 'deprecated'] as const) {
			expect(check('models', [decision()], [decision()], { listed: lookup(kind) })).toMatchObject({
				state: 'breached',
				facts: { retired: [SMALL] },
			});
		}
		const own = decision({ prices: { [SMALL]: price(1, 'row'), [LARGE]: price(10) } });
		expect(check('models', [own], [own], { listed: lookup('gone') }).state).toBe('fine');
	});

	it('are lost where their provider no longer knows them', () => {
		const failed = (modelId: string): LoggedDecision['attempts'][number] => ({
			modelId,
			why: 'first',
			startedMs: 0,
			endedMs: 1,
			omitted: [],
			result: {
				kind: 'failed',
				failure: 'model_not_found',
				scope: 'model',
				httpStatus: 404,
				retryAfterMs: null,
				billed: false,
				message: 'no such model',
			},
		});
		const now = [
			decision({ changes: { attempts: [failed(SMALL)] } }),
			decision({ changes: { attempts: [failed(SMALL), failed('openai/removed')] } }),
		];
		expect(check('models', now, [decision()]).sentence).toBe(
			`Models of Support (w:n) have changed since the 24 h before: ${SMALL} was not known to its provider in 2 calls.`,
		);
	});

	it('are compared with those of a certificate where there is one', () => {
		const rule = { kind: 'models', windowHours: 24, thresholdName: 'support', routerId: null } as const;
		const before = { newest: null, traffic: { requests: 0, tenths: [] }, models: [LARGE] };
		expect(check('models', [decision()], [], { rule, before, certified: true }).sentence).toBe(
			`Models of Support (w:n) have changed since the threshold "support" was certified: ${SMALL} was added.`,
		);
	});
});
