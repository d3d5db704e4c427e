import fc from 'fast-check';

import { applyEvents, awaitedKeys } from '../../../../router/learning/autotune/apply';
import { readTuningDocument, type TuningDocument } from '../../../../router/learning/autotune/document';
import { withPause, withReset } from '../../../../router/learning/autotune/open';
import { laddersOf } from '../../../../router/learning/autotune/news';
import type { TuningEvent } from '../../../../router/ledger/feedbackPort';
import { BASIS } from './drive';
import { applied, FACTS, happen, NOW, opened, priced } from './events';

const DAY = 86_400_000;
const roundTrip = (document: TuningDocument) => readTuningDocument(JSON.parse(JSON.stringify(document))) ?? fail();
const kinds = ({ news }: TuningDocument) => news.map(({ kind }) => kind);

function fail(): never {
	throw new Error('the document cannot be read');
}

describe('opening a document', () => {
	const { document } = happen(opened(), { items: 150 });

	it('goes on with the very one that was kept, where it is about the same', () => {
		expect(opened(document)).toBe(document);
		expect(readTuningDocument({ ...document, version: 2 })).toBeNull();
		expect(readTuningDocument('x')).toBeNull();
	});

	it('begins anew with another basis, and stays paused', () => {
		const paused = withPause(document, true);
		const other = opened(paused, { basis: { ...BASIS, target: 0.9 }, nowMs: NOW + 5 });
		expect(other).toMatchObject({ paused: true, beganAtMs: NOW + 5, applied: document.applied, state: { seen: 0, step: 1 } });
	});

	it('goes on with its error and its money where a reset lets another order in', () => {
		const tuned = { ...document, weights: { name: 'own', version: 1 } };
		const reset = withReset(tuned);
		expect([reset.weights, reset.state.step]).toEqual([null, 2]);
		const weights = { name: 'own', version: 2 };
		expect(opened(reset, { weights })).toMatchObject({ weights, state: { step: 2, start: reset.state.start } });
		const newer = opened(reset, { basis: { ...BASIS, scoreVersion: 'newer' }, weights });
		const { controls, audits } = reset.state;
		expect(newer.state).toMatchObject({ step: 2, seen: 0, controls, basis: { scoreVersion: 'newer' } });
		expect([newer.weights, newer.state.audits.spentNanoUsd]).toEqual([weights, audits.spentNanoUsd]);
		expect(audits.spentNanoUsd).toBeGreaterThan(0);
		// A beginning of its own.
		expect(opened(reset, { basis: { ...BASIS, scoreVersion: 'newer', judge: 'another' } }).state.step).toBe(1);
		expect(opened(tuned, { basis: { ...BASIS, scoreVersion: 'newer' } }).state.step).toBe(1);
	});

	it('compares again where the prompt changed, and what was drawn before counts for nothing', () => {
		const waiting = happen(document, { items: 3, from: 150, audited: () => false }).document;
		const again = opened(waiting, { promptHash: 'other' });
		expect(again).toMatchObject({ promptHash: 'other', state: { start: 2, step: 1, phase: { kind: 'warming' } } });
		const warm = happen(again, { items: 100, from: 1_000 }).document;
		const [key = ''] = awaitedKeys(warm);
		const pending = warm.state.audits.pending.find(({ id }) => id === key) ?? fail();
		const told: TuningEvent = {
			kind: 'audited',
			decisionId: `id-${key}`,
			key,
			tuning: { basis: firstBasis(warm), score: 0, probability: 1, ticket: pending.ticket },
			atMs: NOW,
			result: { kind: 'loss', loss: 1 },
			nanoUsd: { judge: 5 },
		};
		const after = applied(warm, [told]);
		expect(after.state.audits.spentNanoUsd - warm.state.audits.spentNanoUsd).toBe(5);
		expect(laddersOf(after.state)).toEqual(laddersOf(warm.state));
	});

	it('plans anew after a day, at another price, and at another Spend at Most', () => {
		expect(opened(document, { nowMs: NOW + DAY - 1 })).toBe(document);
		expect(opened(document, { nowMs: NOW + DAY }).planned.atMs).toBe(NOW + DAY);
		const more = opened(document, { facts: { ...FACTS, mostNanoUsd: 5 } });
		expect(more.state.plan.mostNanoUsd).toBe(5);
		const unknown = opened(null, { facts: { ...FACTS, judge: { id: 'judge', price: null } } });
		expect(unknown.state.phase).toEqual({ kind: 'not_started', why: 'unknown_prices' });
		expect(opened(unknown).state.phase.kind).toBe('warming');
	});

	it('expects 2,000 requests until 30 days are known, then as many as came in them', () => {
		expect(opened(document, { nowMs: NOW + 29 * DAY }).state.plan.expectedItems).toBe(2_000);
		expect(opened(document, { nowMs: NOW + 30 * DAY }).state.plan.expectedItems).toBe(150);
		expect(opened(document, { nowMs: NOW + 31 * DAY }).state.plan.expectedItems).toBe(0);
	});

	it('reckons with what answers cost, once there are some', () => {
		const { plan } = opened(happen(opened(), { items: 250 }).document, { nowMs: NOW + DAY }).state;
		expect(plan.nanoUsd).toEqual({ strongest: 1_000, weaker: [60], judge: 700 });
		expect(opened().state.plan.nanoUsd).toEqual({ strongest: 3_400_000, weaker: [170_000], judge: 2_140_000 });
	});
});

const firstBasis = (document: TuningDocument) => happen(document, { items: 1, from: 9_999 }).events[0]?.tuning.basis ?? fail();

describe('applying events', () => {
	const warm = happen(opened(), { items: 100 }).document;

	it('counts nothing of another basis, and marks it all the same', () => {
		const { events } = happen(warm, { items: 20, from: 100 });
		const others = events.map((event) => ({ ...event, tuning: { ...event.tuning, basis: 'other' } }));
		const { document, applied: marks } = applyEvents(warm, { events: others, lost: [], nowMs: NOW, facts: null });
		expect(document).toEqual({ ...warm, applied: warm.applied + others.length });
		expect(marks.map(({ order }) => order)).toEqual(others.map((_, i) => warm.applied + i + 1));
	});

	it('takes what was drawn and not kept for a loss', () => {
		const { document } = happen(warm, { items: 60, from: 100, kept: () => false });
		expect(document.state.audits.pending).toEqual([]);
		expect(document.state.controls.done).toBe(0);
		const [{ audits = 0, rungs = [] } = {}] = laddersOf(document.state);
		expect(audits).toBeGreaterThan(10);
		expect(rungs[4]?.losses).toEqual([{ loss: 1, times: audits }]);
	});

	it('does not count what nobody answered, until it is tried again', () => {
		const { document, events } = happen(warm, { items: 30, from: 100, answered: () => false });
		expect(document).toEqual({ ...warm, applied: warm.applied + 30 });
		const again = events.map((event) => ({ ...event, decisionId: `${event.decisionId}-2`, servedBy: 'strong', kept: true }) as TuningEvent);
		expect(applied(document, again).state.seen).toBe(130);
	});

	it('takes a lost audit for a loss and draws a lost control again', () => {
		const { document } = happen(warm, { items: 40, from: 100, audited: () => false });
		const keys = awaitedKeys(document);
		const controls = document.state.audits.pending.filter(({ ticket }) => ticket.kind === 'control').length;
		expect(controls).toBeGreaterThan(0);
		const after = applied(document, [], keys);
		expect(after.state.audits).toMatchObject({ pending: [], controlsDrawn: 0, spentNanoUsd: document.state.audits.spentNanoUsd });
		expect(after.state.controls.done).toBe(0);
		expect(laddersOf(after.state)[0]?.audits).toBe(keys.length - controls);
		expect(laddersOf(after.state)[0]?.rungs[4]?.losses).toEqual([{ loss: 1, times: keys.length - controls }]);
		expect(applied(after, [], keys)).toEqual(after);
	});

	it('never sums costs without end', () => {
		const { document } = happen(warm, { items: 3_000, from: 100 });
		expect(Math.max(...Object.values(document.costs).map(({ answers }) => answers))).toBeLessThan(1_000);
		expect(document.costs.strong?.nanoUsd).toBe(1_000 * (document.costs.strong?.answers ?? 0));
		expect(document.judge.nanoUsd).toBe(700 * document.judge.calls);
	});
});

describe('news', () => {
	const { document: settled } = happen(opened(), { items: 2_000 });

	it('tell of each further rung, and keep the last 20', () => {
		expect(new Set(kinds(settled))).toEqual(new Set(['certified']));
		expect(settled.news.at(-1)).toMatchObject({ percent: 100, modelId: 'small', target: 0.95, confidence: 0.95, atMs: NOW });
		const many = Array.from({ length: 20 }, () => settled.news[0] ?? fail());
		expect(happen({ ...settled, news: many }, { items: 2_000, from: 2_000, loss: () => 1 }).document.news).toHaveLength(20);
	});

	it('tell of drift', () => {
		const { document } = happen(settled, { items: 2_000, from: 2_000, loss: () => 1 });
		expect(document.news.find(({ kind }) => kind === 'fell_back')).toMatchObject({ percent: 0, modelId: null });
		expect(kinds(document).filter((kind) => kind === 'fell_back')).toHaveLength(1);
	});

	it('tell that it does not pay, and that a judge was refused', () => {
		expect(kinds(happen(opened(), { items: 800, loss: () => 1 }).document)).toEqual(['stopped']);
		const { document } = happen(opened(), { items: 800, passesControl: () => true });
		expect(document.news).toMatchObject([{ kind: 'judge_refused', modelId: 'judge' }]);
	});

	it('tell once that the money is spent, and again after more of it', () => {
		const prices = { weaker: [{ id: 'small', price: priced(3e-5) }], strongest: { id: 'strong', price: priced(6e-4) } };
		const poor = { facts: { ...prices, judge: { id: 'judge', price: priced(3e-4) }, mostNanoUsd: 20_000 } };
		const spent = happen(opened(null, poor), { items: 800, ...poor }).document;
		expect(kinds(spent)).toEqual(['exhausted']);
		expect(spent.state.phase.kind).toBe('does_not_pay');
		expect(spent.state.audits.spentNanoUsd).toBeGreaterThan(19_000);
		expect(spent.state.audits.spentNanoUsd).toBeLessThanOrEqual(20_000);
		const raised = opened(spent);
		expect(raised.state.phase.kind).toBe('comparing');
		expect(kinds(happen(raised, { items: 1_500, from: 800 }).document)).toContain('certified');
	});

	it('say nothing of a reset, which a person made', () => {
		expect(withReset(settled)).toMatchObject({ news: settled.news, state: { step: 2, phase: { kind: 'warming' } } });
	});
});

describe('the document', () => {
	const worlds = fc.record({
		every: fc.integer({ min: 2, max: 60 }),
		lenient: fc.integer({ min: 3, max: 30 }),
		missing: fc.integer({ min: 2, max: 40 }),
	});
	const world = ({ every, lenient, missing }: { every: number; lenient: number; missing: number }) => ({
		items: 600,
		loss: (i: number) => (i % every === 0 ? 1 : 0),
		passesControl: (i: number) => i % lenient === 0,
		kept: (i: number) => i % missing !== 0,
		answered: (i: number) => i % 31 !== 0,
	});

	it('is the same whatever the split of events, told twice, and through JSON at every step', () => {
		fc.assert(
			fc.property(worlds, fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 20 }), (one, sizes) => {
				const { document, events } = happen(opened(), world(one));
				let other = opened();
				for (let [at, i] = [0, 0]; at < events.length; i++) {
					const batch = events.slice(at, at + (sizes[i % sizes.length] ?? 1));
					other = roundTrip(applied(other, [...batch, ...batch]));
					at += batch.length;
				}
				expect(other).toEqual(document);
			}),
			{ numRuns: 15 },
		);
	});

	it('is that of one writer where two take turns and one of them always loses the race', () => {
		fc.assert(
			fc.property(worlds, fc.infiniteStream(fc.integer({ min: 1, max: 50 })), (one, sizes) => {
				const { document, events } = happen(opened(), world(one));
				const store = { version: 1, document: opened(), marked: new Set<string>(), orders: [] as number[] };
				const nameOf = ({ decisionId, kind }: { decisionId: string; kind: string }) => `${kind} ${decisionId}`;
				const read = () => ({
					version: store.version,
					document: roundTrip(store.document),
					due: events.filter((e) => !store.marked.has(nameOf(e))),
				});
				const write = ({ version, document: from, due }: ReturnType<typeof read>) => {
					const put = applyEvents(from, { events: due.slice(0, Number(sizes.next().value)), lost: [], nowMs: NOW, facts: FACTS });
					if (version !== store.version) return;
					Object.assign(store, { version: version + 1, document: put.document });
					for (const mark of put.applied) {
						store.marked.add(nameOf(mark));
						store.orders.push(mark.order);
					}
				};
				while (store.marked.size < events.length) {
					const [first, second] = [read(), read()];
					write(first);
					write(second);
				}
				expect(store.document).toEqual(document);
				expect(store.orders).toEqual(events.map((_, i) => i + 1));
			}),
			{ numRuns: 5 },
		);
	});
});
