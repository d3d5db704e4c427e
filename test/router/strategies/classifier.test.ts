import { readFileSync } from 'node:fs';

import { analyze } from '../../../router/request/analyze';
import { createClassifierStrategy, rankByRisk } from '../../../router/strategies/classifier';
import { riskOf } from '../../../router/strategies/classifierRisk';
import { decodeWeights, encodeWeights } from '../../../router/strategies/classifierWeights';
import { DEFAULT_THRESHOLD } from '../../../router/strategies/defaultThreshold';
import { shippedWeights } from '../../../router/strategies/shippedWeights';
import { analyzed, ladderOf, requestOf, user } from '../../support/requests';

const weights = shippedWeights();

function qualities(text: string, size = 2): number[] {
	const models = ladderOf(size);
	const ranking = rankByRisk(analyzed(text), models, weights);
	return ranking.kind === 'scored' ? models.map((model) => ranking.quality.get(model.id) ?? NaN) : [];
}

const expert = [
	'Prove that there are infinitely many primes.',
	'Prove that the square root of 2 is irrational.',
	'Show that every compact metric space is complete.',
	'Is every continuous bijection a homeomorphism?',
	'Is P equal to NP?',
	'Beweise, dass es unendlich viele Primzahlen gibt.',
	'Démontrer que la racine carrée de 2 est irrationnelle.',
	'Can I take ibuprofen with warfarin?',
	'What is the first-line treatment of sepsis?',
	'What is the differential diagnosis of chest pain?',
	'Is metformin safe in renal failure?',
	'Can my landlord evict me without notice?',
	'Is a non-compete clause enforceable in California?',
	'Is this a breach of contract?',
	'¿Qué dosis de amoxicilina para una paciente embarazada?',
	'Haftet der Mieter für den Schaden?',
];

const easy = [
	'Hello!',
	'Hi there, how are you?',
	'Thank you very much.',
	'Hallo, guten Morgen!',
	'Bonjour, comment ça va ?',
	'What is the capital of France?',
	'Translate "good morning" to French.',
	'Übersetze das ins Englische: Guten Tag',
	'Convert this list to upper case: apples, pears, plums',
	'Sort these names alphabetically: Zoe, Adam, Mia',
	'Fix the spelling: teh cat sat on teh mat',
	'Rewrite this more politely: send me the file',
];

describe('the classifier strategy', () => {
	it.each(expert)('does not call the short expert question %j cheap', (text) => {
		expect(qualities(text)[0]).toBeLessThan(DEFAULT_THRESHOLD);
	});

	it.each(expert)('keeps %j with the strongest of four models', (text) => {
		const ranking = rankByRisk(analyzed(text), ladderOf(4), weights);
		const good = ranking.kind === 'scored' ? [...ranking.quality].filter(([, quality]) => quality >= DEFAULT_THRESHOLD) : [];
		expect(good.map(([id]) => id)).toEqual(['p/m3']);
	});

	it.each(easy)('calls %j cheap', (text) => {
		expect(qualities(text)[0]).toBeGreaterThanOrEqual(DEFAULT_THRESHOLD);
	});

	it.each([2, 3, 10])('gives the strongest of %i models exactly 1 and never falls with rank', (size) => {
		for (const text of [...expert, ...easy, '', '漢字', 'x '.repeat(5_000)]) {
			const found = qualities(text, size);
			expect(found).toHaveLength(size);
			expect(found.at(-1)).toBe(1);
			found.slice(1).forEach((quality, i) => expect(quality).toBeGreaterThanOrEqual(found[i] ?? NaN));
			found.forEach((quality) => expect(quality >= 0 && quality <= 1).toBe(true));
			expect(found[0]).toBeLessThan(1);
		}
	});

	it('counts places among the models in play, so a switched-off one leaves no gap', () => {
		const withoutSecond = ladderOf(4)
			.filter((model) => model.rank !== 1)
			.reverse();
		const ranking = rankByRisk(analyzed('Why?'), withoutSecond, weights);
		expect(ranking.kind === 'scored' && [0, 2, 3].map((rank) => ranking.quality.get(`p/m${rank}`))).toEqual(qualities('Why?', 3));
	});

	it('gives a single model quality 1', () => {
		expect(qualities('Prove it.', 1)).toEqual([1]);
	});

	it('answers the same whatever the system prompt, and the same twice', async () => {
		const strategy = createClassifierStrategy({ weights });
		const ask = (system: string) => ({
			request: analyze(requestOf({ role: 'system', content: system }, user('Which of the two is heavier?'))),
			models: ladderOf(3),
			threshold: 0.76,
			call: { complete: () => Promise.reject(new Error('not to be called')), embed: () => Promise.reject(new Error('not to be called')) },
			random: () => 0.5,
			nowMs: 0,
		});
		const plain = await strategy.rank(ask('Be kind.'));
		expect(await strategy.rank(ask('Prove theorems. You must diagnose patients.'))).toEqual(plain);
		expect(await strategy.rank(ask('Be kind.'))).toEqual(plain);
	});

	it('says in its reason what pushed it', () => {
		expect(rankByRisk(analyzed('Is warfarin safe, and why?'), ladderOf(2), weights).reason).toMatch(
			/^short question with expert or reasoning words \(reasoning, 1 expert word/,
		);
		expect(rankByRisk(analyzed('Hello!'), ladderOf(2), weights).reason).toContain('everyday work');
	});

	it('brings the risk of what training never saw no lower than the base rate', () => {
		const confident = { ...weights, bias: -9, knownWords: new Uint8Array(weights.knownWords.length) };
		expect(riskOf(analyzed('zzqx vvwk bnmq xxkw qqzz'), confident)).toMatchObject({ because: 'unfamiliar' });
		expect(riskOf(analyzed('zzqx vvwk bnmq xxkw qqzz'), confident).risk).toBeGreaterThanOrEqual(weights.baseRisk);
		expect(riskOf(analyzed('this is what they have from the'), confident).risk).toBeLessThan(0.1);
	});
});

describe('classifier weights', () => {
	it('survive writing and reading', () => {
		const encoded = encodeWeights(weights);
		expect(JSON.parse(JSON.stringify(encoded))).toEqual(encoded);
		expect(decodeWeights(encoded)).toEqual(weights);
	});

	it('are refused when made for other features', () => {
		expect(() => decodeWeights({ ...encodeWeights(weights), featuresVersion: 'other' })).toThrow('Train again');
	});

	it('stay under 200 KB and belong to the card and the threshold that ship', () => {
		expect(JSON.stringify(encodeWeights(weights)).length).toBeLessThan(200_000);
		const card = readFileSync('docs/classifier-card.md', 'utf8');
		expect(card).toContain(`Weights \`${weights.version}\``);
		expect(card).toContain(`## Default threshold: ${DEFAULT_THRESHOLD}\n`);
		expect(weights.defaultThreshold).toBe(DEFAULT_THRESHOLD);
	});
});
