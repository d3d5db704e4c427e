import { notBegun, type Finished } from '../../../nodes/RouteLlmRequest/finished';
import { summaryOf } from '../../../nodes/RouteLlmRequest/summary';
import { atOnce, PIECE } from '../../../router/learning/slices';

const routed = (more: Partial<Finished> = {}, llmRoute: object = {}): Finished => ({
	...notBegun(),
	slot: 1,
	failure: null,
	...more,
	llmRoute: { id: 'a', model: 'p/small', branch: 'Small', costUsd: 0.25, ...llmRoute },
});
const fallen = (failure: string): Finished => ({ ...notBegun(), failure });

const of = (finished: readonly Finished[]) => atOnce(summaryOf(finished));

it('counts where items went, and why those on Fallback are there', () => {
	const items = [
		routed(),
		fallen('capacity'),
		routed({ slot: 2 }, { model: 'p/large', branch: 'Large' }),
		fallen('no_prompt'),
		routed(),
		fallen('capacity'),
	];
	const summary = of(items);
	expect(summary.items).toBe(6);
	expect(summary.fallen).toEqual([items[1], items[3], items[5]]);
	expect([...summary.landed]).toEqual([
		[1, { branch: 'Small', count: 2 }],
		[2, { branch: 'Large', count: 1 }],
	]);
	expect(summary.lost).toEqual([1, 5]);
	expect(summary.promptless).toBe(1);
	expect([...summary.models]).toEqual(['p/small', 'p/large']);
});

it('adds up money and tokens, and knows no sum where a part is unknown', () => {
	const known = [
		routed({ judged: { nanoUsd: 5 } }, { tokens: { input: 10, output: 2 } }),
		routed({ judged: { nanoUsd: 7 } }, { tokens: { input: 1, output: 3 } }),
		routed(),
	];
	expect(of(known)).toMatchObject({
		judged: { count: 2, nanoUsd: 12 },
		tokens: { count: 2, input: 11, output: 5 },
		costUsd: 0.75,
	});
	const unknown = of([...known, routed({ judged: { nanoUsd: null } }, { costUsd: null }), routed({ judged: { nanoUsd: 1 } })]);
	expect(unknown).toMatchObject({ judged: { count: 4, nanoUsd: null }, costUsd: null });
});

it('tells waits that people would notice, and each message once', () => {
	const summary = of([
		routed({ queuedMs: 999, hints: ['a', 'b'], unrecorded: 'disk full' }),
		routed({ queuedMs: 1_000, hints: ['b'], unrecorded: 'disk full', recordWaits: 'server gone' }),
		routed({ queuedMs: 2_500 }),
	]);
	expect(summary.waited).toEqual({ count: 2, longestMs: 2_500 });
	expect([...summary.hints]).toEqual(['a', 'b']);
	expect(summary.unrecorded).toEqual({ count: 2, reasons: new Set(['disk full']) });
	expect(summary.recordWaits).toEqual({ count: 1, reasons: new Set(['server gone']) });
});

it('stops after each piece of a large run', () => {
	const work = summaryOf(Array.from({ length: 2 * PIECE + 1 }, () => routed()));
	expect(work.next().done).toBe(false);
	expect(work.next().done).toBe(false);
	expect(work.next()).toMatchObject({ done: true, value: { items: 2 * PIECE + 1, costUsd: (2 * PIECE + 1) * 0.25 } });
});
