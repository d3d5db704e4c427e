import { makeReport } from '../../../router/report/rows';
import { answersBy, auditsOf, factsOf, LARGE, POLICY, priceOf, SMALL } from '../../support/reportFacts';

/** Half of the answers by each model: routing costs 5.5 where the strongest alone would cost 10. */
const HALVES = [answersBy(SMALL, 5_000), answersBy(LARGE, 5_000)];
const goodWhereUsed = (count: number) => auditsOf(SMALL, SMALL, { count, good: Math.round(count * 0.99) });
const badElsewhere = (count: number) => auditsOf(SMALL, LARGE, { count, good: Math.round(count * 0.3) });

const verdict = (...args: Parameters<typeof factsOf>) => makeReport(factsOf(...args)).verdict;

describe('the verdict', () => {
	it('pays where answers are good enough and the saving is above chance, and names the saving within its interval', () => {
		const found = verdict(HALVES, [goodWhereUsed(500), badElsewhere(500)]);
		if (found.kind !== 'pays') throw new Error(found.sentences.join(' '));
		const { against, saving } = found;
		expect(against).toBe(LARGE);
		expect(saving.share).toBeCloseTo(0.45);
		expect(saving.interval?.from).toBeLessThan(0.45);
		expect(saving.interval?.to).toBeGreaterThan(0.45);
		expect(found.sentences[0]).toMatch(/^Routing pays: it saves 45\.0 % \(4\d\.\d to 4\d\.\d %\) against maker\/large for everything\.$/);
	});

	it('says to use the cheap model for everything where it is as good on what the other was given', () => {
		const found = verdict(HALVES, [goodWhereUsed(500), auditsOf(SMALL, LARGE, { count: 500, good: 496 })]);
		expect(found).toMatchObject({ kind: 'does_not_pay', use: SMALL, because: 'costs_more' });
		expect(found.sentences[0]).toBe('Routing does not pay here: use maker/small for everything.');
	});

	it('does not take a model for good at what it was never audited on', () => {
		const report = makeReport(factsOf(HALVES, [goodWhereUsed(5_000)]));
		expect(report.singles.find(({ modelId }) => modelId === SMALL)).toMatchObject({ goodEnough: false, unknown: 0.5 });
		expect(report.verdict).toMatchObject({ kind: 'pays', against: LARGE });
		expect(report.verdict.sentences.at(-1)).toBe(
			'Whether maker/small alone would do is not known: on 50 % of the requests no answer of it was audited.',
		);
	});

	it('does not say that routing pays for routers that were not audited', () => {
		const elsewhere = HALVES.map((group) => ({ ...group, routerId: 'workflow:other' }));
		const found = verdict([...HALVES, ...elsewhere], [goodWhereUsed(500), badElsewhere(500)]);
		// More audits where there are 500 already would tell nothing of the others, however many.
		expect(found).toMatchObject({ kind: 'not_enough_data', missing: { what: 'audits', about: 150 } });
		expect(found.sentences.at(-1)).toBe(
			'Of 25 % of the answers nothing is known: with their router or settings none was audited. Audit them too, or make a report for each router.',
		);
	});

	describe('with Auto-Tune', () => {
		const tuned = { tuned: true };
		const elsewhere = HALVES.map((group) => ({ ...group, routerId: 'workflow:tuned' }));
		const at = { ...tuned, routerId: 'workflow:tuned' };
		const seeIt = { kind: 'not_enough_data', missing: { what: 'auto_tune' } };

		it('points to it, where no other audit tells, and asks for none', () => {
			const report = makeReport(factsOf(HALVES, [auditsOf(SMALL, SMALL, { count: 500, good: 495, ...tuned })]));
			expect(report.verdict).toMatchObject(seeIt);
			expect(report.verdict.sentences).toEqual([
				'Auto-Tune decides here: see Auto-Tune for how good answers are, what it saves and how far it has come.',
				expect.stringMatching(/^It compares only requests that it may send to a cheaper model/),
				expect.stringMatching(/^So far routing saves 45\.0 %/),
			]);
		});

		it('points to it, too, where it has compared nothing yet or still sends all to the strongest', () => {
			const found = (decisions: typeof HALVES, routers: readonly string[]) => makeReport(factsOf(decisions), { tuned: routers }).verdict;
			expect(found(HALVES, ['workflow:node'])).toMatchObject(seeIt);
			expect(found([answersBy(LARGE, 500)], ['workflow:node'])).toMatchObject(seeIt);
			expect(found(HALVES, ['workflow:tuned'])).toMatchObject({ missing: { what: 'audits', about: 150 } });
			expect(found([...HALVES, ...elsewhere], ['workflow:tuned'])).toMatchObject({ missing: { what: 'audits', about: 150 } });
		});

		it('says so of its part, where the audits of the others suffice, and asks for theirs, where they do not', () => {
			const both = [...HALVES, ...elsewhere];
			const its = auditsOf(SMALL, SMALL, { count: 500, good: 500, ...at });
			expect(verdict(both, [goodWhereUsed(500), badElsewhere(500), its])).toMatchObject(seeIt);
			const few = verdict(both, [auditsOf(SMALL, SMALL, { count: 20, good: 18 }), its]);
			expect(few).toMatchObject({ missing: { what: 'audits' } });
			expect(few.sentences.at(-1)).toBe('Of 25 % of the answers no audit tells: Auto-Tune decides there, see Auto-Tune.');
		});
	});

	it('says to use the strongest where cheap answers are too much worse', () => {
		expect(verdict(HALVES, [auditsOf(SMALL, SMALL, { count: 500, good: 300 })])).toMatchObject({
			kind: 'does_not_pay',
			use: LARGE,
			because: 'too_much_worse',
		});
	});

	it('says to use the strongest where routing costs more than it saves', () => {
		const dear = HALVES.map((group) => ({
			...group,
			priced: group.priced.map((priced) => ({
				...priced,
				spent: priced.spent * 4,
				inputSpent: priced.inputSpent * 4,
				answerSpent: priced.answerSpent * 4,
				spentSpent: priced.spentSpent * 16,
			})),
		}));
		expect(verdict(dear, [goodWhereUsed(500)])).toMatchObject({ kind: 'does_not_pay', use: LARGE, because: 'costs_more' });
	});

	it('asks for audits where there are none, and for fewer the more there are', () => {
		const none = verdict(HALVES);
		const few = verdict(HALVES, [goodWhereUsed(20)]);
		expect(none).toMatchObject({ kind: 'not_enough_data', missing: { what: 'audits', about: 150 } });
		expect(few).toMatchObject({ kind: 'not_enough_data', missing: { what: 'audits', about: 130 } });
		expect(few.sentences[0]).toBe('Not enough data: about 130 more audits are needed.');
	});

	it('never rests on an estimate alone: the same shares of fewer audits are not enough', () => {
		const of = (count: number) => verdict(HALVES, [auditsOf(SMALL, SMALL, { count, good: Math.round(count * 0.94) })]);
		expect(of(200)).toMatchObject({ kind: 'not_enough_data', missing: { what: 'audits' } });
		expect(of(5_000).kind).toBe('pays');
	});

	it('asks for requests where the saving may be chance', () => {
		const wild = [answersBy(SMALL, 40, { costEach: 9_900_000 }), answersBy(LARGE, 40)].map((group) => ({
			...group,
			priced: group.priced.map((priced) => ({ ...priced, spentSpent: priced.spentSpent * 30 })),
		}));
		const facts = factsOf(wild, [goodWhereUsed(500)]);
		expect(makeReport(facts).total.savingToSingle?.share).toBeGreaterThan(0);
		expect(makeReport(facts).verdict).toMatchObject({ kind: 'not_enough_data', missing: { what: 'requests' } });
	});

	it('says what is missing where nothing was answered, a price is unknown, or routers share no model', () => {
		expect(verdict([])).toMatchObject({ missing: { what: 'answers' } });
		const unpriced = { ...POLICY, models: POLICY.models.map((model) => (model.modelId === LARGE ? { ...model, price: null } : model)) };
		expect(verdict([answersBy(SMALL, 100)], [goodWhereUsed(50)], { policies: [unpriced] })).toMatchObject({ missing: { what: 'prices' } });
		const other = { policyHash: 'other', models: [{ modelId: 'maker/other', rank: 0, price: priceOf(1, 1) }] };
		expect(verdict([...HALVES, answersBy('maker/other', 10, { policyHash: 'other' })], [], { policies: [POLICY, other] })).toMatchObject({
			missing: { what: 'common_model' },
		});
	});

	it('names a cheaper model that may do alone, though it is not known to', () => {
		const found = verdict(HALVES, [
			auditsOf(SMALL, SMALL, { count: 400, good: 398 }),
			auditsOf(SMALL, LARGE, { count: 12, good: 11, weight: 300 }),
		]);
		expect(found.kind).toBe('pays');
		expect(found.sentences.at(-1)).toMatch(
			/^Whether maker\/small alone would do is not known yet: about [\d,]+ more audits of it would tell\.$/,
		);
	});
});
