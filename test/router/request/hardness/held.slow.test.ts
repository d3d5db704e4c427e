import { readFileSync } from 'node:fs';
import path from 'node:path';

import { analyze } from '../../../../router/request/analyze';
import type { AnalyzedRequest, LlmRequest } from '../../../../router/request/request';
import { qualityAt, riskOf } from '../../../../router/strategies/classifierRisk';
import { DEFAULT_THRESHOLD } from '../../../../router/strategies/defaultThreshold';
import { shippedWeights } from '../../../../router/strategies/shippedWeights';
import { analyzed, requestOf, user } from '../../../support/requests';

// Requests written by somebody who saw no score. They are never trained on, nor is anything chosen by them: whoever adds
// them to scripts/train/requests loses the one check that training did not see. The figures are floors, below what was
// measured, so that weights trained anew may differ a little.

interface ByLevel {
	readonly cheap: readonly string[];
	readonly strong: readonly string[];
}

const languages = Object.entries(held<Record<string, ByLevel>>('languages'));
const office = held<ByLevel>('office');
const templates = held<readonly { readonly template: string; readonly easy: string; readonly hard: string }[]>('templates');
const followups = held<readonly { readonly assistant: string; readonly user: string; readonly level: keyof ByLevel }[]>('followups');
const wraps = held<readonly string[]>('wraps');
const texts = [office, ...languages.map(([, one]) => one)].flatMap(({ cheap, strong }) => [...cheap, ...strong]);
const weights = shippedWeights();

describe('requests of twelve languages', () => {
	it.each(languages)('of %s go where they belong, 7 of 10 cheap ones at least', (_, { cheap }) => {
		expect(count(cheap, isCheap)).toBeGreaterThanOrEqual(7);
	});

	it('go where they belong over all', () => {
		const all = { cheap: languages.flatMap(([, { cheap }]) => cheap), strong: languages.flatMap(([, { strong }]) => strong) };
		expect(share(all.cheap, isCheap)).toBeGreaterThanOrEqual(0.85);
		expect(share(all.strong, isStrong)).toBeGreaterThanOrEqual(0.97);
	});
});

it('requests of an office go where they belong', () => {
	expect(share(office.cheap, isCheap)).toBeGreaterThanOrEqual(0.9);
	expect(share(office.strong, isStrong)).toBeGreaterThanOrEqual(0.85);
});

describe('templates', () => {
	const pairs = templates.map(({ template, easy, hard }) => [analyze(filled(template, easy)), analyze(filled(template, hard))] as const);

	it('with a hard item are riskier than with an easy one, nearly all of them', () => {
		expect(share(pairs, ([easy, hard]) => riskOf(hard, weights).risk > riskOf(easy, weights).risk)).toBeGreaterThanOrEqual(0.95);
	});

	it('send their easy and their hard item to different models', () => {
		expect(share(pairs, ([easy, hard]) => placeOf(easy) === 0 && placeOf(hard) === 1)).toBeGreaterThanOrEqual(0.7);
	});
});

it('short replies are read by what they reply to', () => {
	const at = (level: keyof ByLevel) => followups.filter((one) => one.level === level).map(afterProposal);
	expect(count(at('strong'), (one) => placeOf(one) === 1)).toBeGreaterThanOrEqual(11);
	expect(count(at('cheap'), (one) => placeOf(one) === 0)).toBeGreaterThanOrEqual(7);
});

describe('what does not change the request does not change where it goes', () => {
	it.each([2, 3])('greetings, signatures and quoted mails around it, with %i models', (models) => {
		const pairs = wraps.flatMap((wrap) => texts.map((text) => ({ text, wrapped: wrap.replace('{}', () => text) })));
		const places = new Map(texts.map((text) => [text, placeOf(analyzed(text), models)]));
		expect(share(pairs, ({ text, wrapped }) => placeOf(analyzed(wrapped), models) === places.get(text))).toBeGreaterThanOrEqual(0.98);
	});

	it.each([
		['lower case', (text: string) => text.toLowerCase(), 0.98],
		['no mark at the end', (text: string) => text.replace(/[.!?。！？]+$/u, ''), 0.98],
		['two exclamation marks', (text: string) => `${text.replace(/[.!?。！？]+$/u, '')}!!`, 0.98],
		['a typo', withTypo, 0.96],
	] as const)('%s', (_, change, floor) => {
		expect(count(texts, (text) => change(text) !== text)).toBeGreaterThan(texts.length * 0.8);
		expect(share(texts, (text) => placeOf(analyzed(change(text))) === placeOf(analyzed(text)))).toBeGreaterThanOrEqual(floor);
	});
});

it('the same text gives the same number, whatever was read between, and so does a turn without fixed words', () => {
	const first = texts.map((text) => analyzed(text).signals.hardness);
	const again = [...texts].reverse().map((text) => analyze({ ...requestOf(user(text)), fixed: [] }).signals.hardness);
	expect(again.reverse()).toEqual(first);
});

function held<T>(name: string): T {
	return JSON.parse(readFileSync(path.join(__dirname, 'held', `${name}.json`), 'utf8')) as T;
}

/** The first of so many models whose quality reaches the default threshold, from 0 (weakest) to 1. */
function placeOf(request: AnalyzedRequest, models = 2): number {
	const { risk } = riskOf(request, weights);
	const places = Array.from({ length: models }, (_, i) => i / (models - 1));
	return places.find((place) => qualityAt(risk, place, weights.rankPower) >= DEFAULT_THRESHOLD) ?? NaN;
}

function isCheap(text: string): boolean {
	return placeOf(analyzed(text)) === 0;
}

function isStrong(text: string): boolean {
	return placeOf(analyzed(text)) === 1;
}

/** The template with its item, and where its own words are. */
function filled(template: string, item: string): LlmRequest {
	const [before = '', after = ''] = template.split('{{item}}');
	const prompt = `${before}${item}${after}`;
	const fixed = [
		{ from: 0, to: before.length },
		{ from: before.length + item.length, to: prompt.length },
	];
	return { ...requestOf(user(prompt)), fixed: fixed.filter(({ from, to }) => to > from) };
}

function afterProposal({ assistant, user: reply }: { readonly assistant: string; readonly user: string }): AnalyzedRequest {
	return analyze(requestOf(user('hello'), { role: 'assistant', content: assistant }, user(reply)));
}

/** Two letters swapped in the middle of the first long word. */
function withTypo(text: string): string {
	return text.replace(/\p{L}{6,}/u, (word) => {
		const middle = Math.floor(word.length / 2);
		return `${word.slice(0, middle)}${word[middle + 1] ?? ''}${word[middle] ?? ''}${word.slice(middle + 2)}`;
	});
}

function count<T>(list: readonly T[], holds: (one: T) => boolean): number {
	return list.filter(holds).length;
}

function share<T>(list: readonly T[], holds: (one: T) => boolean): number {
	return count(list, holds) / list.length;
}
