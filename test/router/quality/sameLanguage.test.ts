import { createSameLanguageCheck } from '../../../router/quality/sameLanguage';
import { scoreOf } from '../../support/checks';

const check = createSameLanguageCheck({ severity: 'counts' });
const ENGLISH = 'The capital of Australia is Canberra, which is in the south of the country and was built for this.';
const GERMAN = 'Die Hauptstadt von Australien ist Canberra, die im Süden des Landes liegt und dafür gebaut wurde.';
const FRENCH = "La capitale de l'Australie est Canberra, une ville qui est dans le sud du pays et qui est très belle.";
const CHINESE = '澳大利亚的首都是堪培拉，位于该国的南部，是为此目的而建造的。';

describe('Same Language', () => {
	it.each([
		['What is the capital of Australia and where is it?', ENGLISH, 1],
		['What is the capital of Australia and where is it?', GERMAN, 0],
		['What is the capital of Australia and where is it?', CHINESE, 0],
		['Was ist die Hauptstadt von Australien und wo ist sie?', GERMAN, 1],
		['Was ist die Hauptstadt von Australien und wo ist sie?', ENGLISH, 0],
		['What is the capital of Australia? Answer in German.', GERMAN, 1],
		['What is the capital of Australia? Answer in German.', ENGLISH, 0],
		['Was ist die Hauptstadt von Australien? Antworte auf Englisch.', ENGLISH, 1],
		['Translate this to French: the capital of Australia is Canberra', FRENCH, 1],
		['Translate this to French: the capital of Australia is Canberra', GERMAN, 0],
		['Translate this to French: the capital of Australia is Canberra', ENGLISH, 'not_applicable'],
		['Please translate this for my friend, who is from there', GERMAN, 'not_applicable'],
		['What is the word for a butterfly in German, and why is it so?', GERMAN, 1],
		['What is the capital of Australia and where is it?', 'Canberra.', 'not_applicable'],
		['What is the capital of Australia and where is it?', '391', 'not_applicable'],
		[
			'What is the capital of Australia and where is it?',
			'{"hauptstadt": "die Stadt ist Canberra und sie ist nicht im Norden des Landes"}',
			'not_applicable',
		],
		['What is the capital of Australia and where is it?', `\`\`\`\n${GERMAN}\n\`\`\``, 'not_applicable'],
		['17 * 23', GERMAN, 'not_applicable'],
		// The names of variables look like words of another language.
		[
			'Let $a,$ $b,$ $c,$ $d,$ and $e$ be roots of $x^5 + 7x^4 - 2 = 0.$ Find \\[\\frac{a^5}{(a - b)(a - c)(a - d)(a - e)} + \\frac{e^5}{(e - a)(e - b)(e - c)(e - d)}\\]',
			ENGLISH,
			'not_applicable',
		],
		// The question is in another language than the text it is about.
		[`${ENGLISH} ${ENGLISH}\n\n上面的句子能正确完成任务描述的需求吗？`, CHINESE, 1],
		[`${ENGLISH} ${ENGLISH}\n\n上面的句子能正确完成任务描述的需求吗？`, GERMAN, 0],
		[`Fasse diesen Text bitte kurz für mich zusammen:\n${ENGLISH} ${ENGLISH}\n${ENGLISH}`, GERMAN, 1],
		[`Answer in German.\n${'no '.repeat(9_000)}`, GERMAN, 1],
		[`${'What is it and where is it? '.repeat(700)}\nAnswer in German.`, GERMAN, 1],
	] as const)('to %j it judges %j: %s', async (prompt, answer, score) => expect(await scoreOf(check, answer, prompt)).toBe(score));

	it('follows a language set in the system message', async () => {
		const system = { role: 'system', content: 'Always answer in German.' } as const;
		expect(await scoreOf(check, GERMAN, 'What is the capital of Australia?', system)).toBe(1);
		expect(await scoreOf(check, ENGLISH, 'What is the capital of Australia?', system)).toBe(0);
	});
});
