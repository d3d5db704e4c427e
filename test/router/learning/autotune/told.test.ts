import { ladderFacts } from '../../../../router/learning/autotune/ladderFacts';
import { auditsNeeded } from '../../../../router/learning/autotune/needed';
import { withPause, withReset, wishOf } from '../../../../router/learning/autotune/open';
import { hintOf, reasonOf } from '../../../../router/learning/autotune/told';
import type { TuningDocument } from '../../../../router/learning/autotune/document';
import { createLadder, climbed, withAudit } from '../../../../router/learning/autotune/ladder';
import { FACTS, happen, opened, priced } from './events';

const NAMES: Readonly<Record<string, string>> = { small: 'Small', strong: 'Strong', judge: 'Judge' };
const hint = (document: TuningDocument) => hintOf(document, (id) => NAMES[id] ?? id);
const reason = (document: TuningDocument, score = 0) => reasonOf(document, wishOf(document, { id: 'x', score }));

describe('what Auto-Tune says', () => {
	const warming = happen(opened(), { items: 40 }).document;
	const comparing = happen(opened(), { items: 160 }).document;
	const certified = happen(opened(), { items: 4_000 }).document;
	const useless = happen(opened(), { items: 800, loss: () => 1 }).document;
	const refused = happen(opened(), { items: 800, passesControl: () => true }).document;

	it('while it learns what requests look like', () => {
		expect(hint(warming)).toBe('Auto-Tune: 40 of 100 requests seen before comparing; everything goes to Strong until then.');
		expect(hint(happen(withReset(certified), { items: 7, from: 5_000 }).document)).toBe(
			'Auto-Tune has begun again: 7 of 100 requests seen before comparing; everything goes to Strong until then.',
		);
		expect(reason(warming)).toBe('Auto-Tune: comparing');
	});

	it('while it compares, with how many it takes by the test itself', () => {
		const { drawn } = comparing.state.audits;
		expect(hint(comparing)).toMatch(
			new RegExp(`^Auto-Tune: ${String(drawn)} of about 70 comparisons, \\$0\\.0000\\d+; everything goes to Strong until then\\.$`),
		);
		expect(reason(comparing)).toBe('Auto-Tune: comparing');
	});

	it('while its judge is silent', () => {
		const { document } = happen(opened(), { items: 400, audited: () => false });
		expect(hint(document)).toContain('Auto-Tune: 0 of about 60 comparisons, $0;');
		expect(hint(document)).toMatch(/ 40 comparisons wait for their judge, and no more are drawn until then\.$/);
	});

	it('once it is certified, the promise over all answers', () => {
		expect(hint(certified)).toMatch(
			/^Auto-Tune: 100 % go to Small\. Of all answers at least 95 % are as good as Strong's \(95 % confidence, in your judge's eyes\); about 95 % saved from now on, comparisons cost \$0\.000\d+\.$/,
		);
		expect(reason(certified)).toBe('Auto-Tune: 100 % certified');
		const some = happen(opened(), { items: 350, loss: (i) => (i % 50 === 0 ? 1 : 0) }).document;
		expect(hint(some)).toMatch(/ % go to Small\..* Comparing continues\.$/);
		expect(reason(some, 0.99)).toMatch(/ % certified, this request not among them$/);
	});

	it('where it does not pay', () => {
		expect(hint(useless)).toMatch(
			/^Routing does not pay here: (\d+) of \1 answers of Small were worse, so more comparisons would cost more than they are expected to save; everything goes to Strong\. Comparisons cost \$[\d.]+\.$/,
		);
		expect(reason(useless)).toBe('Auto-Tune: routing does not pay here');
	});

	it('where it did not start, why and what helps', () => {
		const unknown = opened(null, { facts: { ...FACTS, judge: { id: 'judge', price: null } } });
		expect(hint(unknown)).toBe(
			'Auto-Tune has not started: the price of a model or of the judge is unknown. Enter it under Model Facts in the credential. Everything goes to Strong.',
		);
		const few = {
			...unknown,
			state: {
				...unknown.state,
				plan: { ...unknown.state.plan, expectedItems: 999 },
				phase: { kind: 'not_started' as const, why: 'too_few_items' as const },
			},
		};
		expect(hint(few)).toContain('it expects 999 requests in 30 days, and comparisons pay from 1000 on');
		expect(reason(few)).toBe('Auto-Tune: not started');
	});

	it('where the judge was refused', () => {
		expect(hint(refused)).toMatch(
			/^Auto-Tune has stopped: Judge, the judge, accepted .* in 3 of 3 test comparisons\. Choose another judge, or reset Auto-Tune; everything goes to Strong\.$/,
		);
		expect(reason(refused)).toBe('Auto-Tune: the judge was refused');
	});

	it('while it is paused', () => {
		const paused = withPause(certified, true);
		expect(hint(paused)).toBe('Auto-Tune is paused; everything goes to Strong. Resume it to continue.');
		expect(reason(paused)).toBe('Auto-Tune: paused');
		expect(wishOf(paused, { id: 'x', score: 0 })).toEqual({ serve: { kind: 'strongest' }, audit: null });
	});

	it('once the money is spent, and that more of it resumes', () => {
		const poor = opened(certified, { facts: { ...FACTS, mostNanoUsd: certified.state.audits.spentNanoUsd } });
		expect(hint(poor)).toMatch(/ Spend at Most is spent, so nothing is compared or watched any more: raise it to resume\.$/);
		const prices = { weaker: [{ id: 'small', price: priced(3e-5) }], strongest: { id: 'strong', price: priced(6e-4) } };
		const facts = { ...prices, judge: { id: 'judge', price: priced(3e-4) }, mostNanoUsd: 20_000 };
		const { document } = happen(opened(null, { facts }), { items: 400, facts });
		expect(hint(document)).toMatch(
			/^Auto-Tune has spent \$0\.0000\d+ of the \$0\.0000200 that Spend at Most allows.* Raise Spend at Most to resume comparing\.$/,
		);
		expect(reason(document)).toBe('Auto-Tune: Spend at Most is spent');
	});

	it('always in one line, and no sentence twice', () => {
		for (const document of [warming, comparing, certified, useless, refused]) expect(hint(document)).not.toMatch(/\n|undefined|NaN/);
	});
});

describe('how many comparisons it takes', () => {
	it('is what certifies the next rung, and not one fewer', () => {
		const ladder = createLadder({ modelId: 'small', foot: 0, tolerance: 0.05, error: 0.025, frontierPercent: 40 });
		const needed = auditsNeeded(ladder) ?? 0;
		const clean = Math.round(needed / 4);
		const seen = (times: number) =>
			Array.from({ length: times }).reduce<typeof ladder>((one) => withAudit(one, { rung: 0, frontier: 0, loss: 0 }), ladder);
		expect([climbed(seen(clean)).certified, climbed(seen(clean - 1)).certified]).toEqual([1, 0]);
		const lost = withAudit(ladder, { rung: 0, frontier: 4, loss: 1 });
		expect(auditsNeeded(lost)).toBeGreaterThan(needed);
	});
});

describe('the facts for a report', () => {
	it('hold each rung with its evidence', () => {
		const document = happen(opened(), { items: 300, loss: (i) => (i % 60 === 0 ? 1 : 0) }).document;
		const facts = ladderFacts(document);
		expect(facts).toMatchObject({
			phase: 'comparing',
			paused: false,
			step: 1,
			requests: 300,
			mostAudits: 400,
			controls: { passed: 0, done: 10, of: 10 },
		});
		const [{ rungs = [], modelId = '' } = {}] = facts.ladders;
		expect(modelId).toBe('small');
		expect(rungs).toHaveLength(11);
		for (const { evidence, certified, audits } of rungs) {
			expect(evidence).toBeGreaterThanOrEqual(0);
			expect(evidence === 1).toBe(certified);
			if (audits === 0) expect(evidence).toBe(0);
		}
		expect(rungs.some(({ evidence }) => evidence > 0 && evidence < 1)).toBe(true);
		expect(facts.drawn).toBe(document.state.audits.drawn);
		const { phase } = document.state;
		if (phase.kind !== 'comparing') throw new Error('it has ended');
		// Lost afterwards: what is certified stays so.
		const ladders = phase.ladders.map((one) => ({ ...one, certified: 11 }));
		const climbedAll = { ...document, state: { ...document.state, phase: { ...phase, ladders } } };
		expect(ladderFacts(climbedAll).ladders[0]?.rungs.every(({ evidence }) => evidence === 1)).toBe(true);
		expect(ladderFacts(happen(opened(), { items: 4_000 }).document).ladders[0]?.drift).toBeLessThan(0.5);
	});
});
