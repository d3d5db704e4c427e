import { subjectOf, whyNothingToCompare } from '../../../../nodes/RouteLlmRequest/autoTune/basis';
import type { ModelSpec } from '../../../../router/registry/model';
import { modelAt, priceOf } from '../../../support/routing';

const priced = (id: string, rank: number, usd: number | null): ModelSpec =>
	modelAt(rank, { id, branch: id, price: usd === null ? null : priceOf(usd) });
const settings = { kind: 'auto_tune', target: 0.9, judge: { kind: 'strongest' }, mostNanoUsd: 1 } as const;
const weaker = (models: readonly ModelSpec[], floor: string | null = null) =>
	subjectOf({ models, settings, judge: null, scoreVersion: 's', floor }).basis.weaker;

const [SMALL, MID, LARGE] = [priced('p/small', 0, 1), priced('p/mid', 1, 5), priced('p/large', 2, 10)];

test('what costs as much as the strongest or more is not compared', () => {
	expect(weaker([SMALL, MID, LARGE])).toEqual(['p/small', 'p/mid']);
	expect(weaker([SMALL, priced('p/mid', 1, 10), LARGE])).toEqual(['p/small']);
	expect(weaker([priced('p/small', 0, 12), priced('p/mid', 1, 10), LARGE])).toEqual([]);
});

test('where a price is unknown nothing is left out, since the plan says so', () => {
	expect(weaker([priced('p/small', 0, null), LARGE])).toEqual(['p/small']);
	expect(weaker([SMALL, priced('p/large', 2, null)])).toEqual(['p/small']);
});

test('what is below Never Below is not compared', () => {
	expect(weaker([SMALL, MID, LARGE], 'p/mid')).toEqual(['p/mid']);
	expect(weaker([SMALL, MID, LARGE], 'p/large')).toEqual([]);
});

test('why nothing is left says what to do', () => {
	expect(whyNothingToCompare([SMALL, LARGE], 'p/large')).toBe(
		'Never Below is p/large, so no cheaper model may answer. Set it to p/small, or clear it.',
	);
	expect(whyNothingToCompare([priced('p/small', 0, 10), LARGE], null)).toContain('no weaker model costs less');
});
