import { readFileSync } from 'node:fs';

import { analyze } from '../../../router/request/analyze';
import type { AnalyzedRequest } from '../../../router/request/request';
import { createClassifierStrategy, rankByRisk } from '../../../router/strategies/classifier';
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
	'Show that every compact metric space is complete.',
	'Is P equal to NP?',
	'What is the first-line treatment of sepsis?',
	'Is metformin safe in renal failure?',
	'Is this a breach of contract?',
	'Haftet der Mieter für den Schaden?',
	// Nothing is known of these.
	'zorgle the blimfark',
	'zzqx vvwk bnmq xxkw qqzz',
	'Prove that there are infinitely many primes.',
	'Prove that the square root of 2 is irrational.',
	'Is every continuous bijection a homeomorphism?',
	'Beweise, dass es unendlich viele Primzahlen gibt.',
	'Démontrer que la racine carrée de 2 est irrationnelle.',
	'Can I take ibuprofen with warfarin?',
	'What is the differential diagnosis of chest pain?',
	'Can my landlord evict me without notice?',
	'Is a non-compete clause enforceable in California?',
	'¿Qué dosis de amoxicilina para una paciente embarazada?',
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

	it('answers the same twice, and moves little by the system prompt', async () => {
		const strategy = createClassifierStrategy({ weights });
		const request = (system: string) => analyze(requestOf({ role: 'system', content: system }, user('Which of the two is heavier?')));
		const ask = (system: string) =>
			strategy.rank({
				request: request(system),
				models: ladderOf(3),
				threshold: 0.76,
				call: { complete: () => Promise.reject(new Error('not to be called')), embed: () => Promise.reject(new Error('not to be called')) },
				random: () => 0.5,
				nowMs: 0,
			});
		const plain = await ask('Be kind.');
		await ask('Prove theorems. You must diagnose patients.');
		expect(await ask('Be kind.')).toEqual(plain);
		const demand = ({ signals }: AnalyzedRequest) => signals.hardness?.demand ?? NaN;
		const alone = demand(analyzed('Which of the two is heavier?'));
		for (const system of ['Be kind.', 'Prove theorems. You must diagnose patients.']) {
			const moved = Math.abs(demand(request(system)) - alone);
			expect(moved).toBeGreaterThan(0);
			expect(moved).toBeLessThan(0.301);
		}
	});

	it('says in its reason what pushed it', () => {
		const reason = (text: string) => rankByRisk(analyzed(text), ladderOf(2), weights).reason;
		expect(reason('Is warfarin safe, and why?')).toMatch(/^looks demanding \(reasoning, 1 expert word/);
		expect(reason('Hello!')).toMatch(/^looks like routine work \(/);
		const request = analyzed('Hello!');
		const between = { ...request, signals: { ...request.signals, hardness: { version: 'x', demand: 0.4, difficulty: 5 } } };
		expect(rankByRisk(between, ladderOf(2), weights).reason).toMatch(/^neither clearly routine nor clearly demanding \(/);
	});

	it('leaves what was not read to the strongest', () => {
		const request = analyzed('Hello!');
		const unread = { ...request, signals: { ...request.signals, hardness: null } };
		const ranking = rankByRisk(unread, ladderOf(4), weights);
		const good = ranking.kind === 'scored' ? [...ranking.quality].filter(([, quality]) => quality >= DEFAULT_THRESHOLD) : [];
		expect(good.map(([id]) => id)).toEqual(['p/m3']);
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
