import type { Signals } from '../../../router/request/request';
import { analyzed } from '../../support/requests';

function signals(text: string): Signals {
	return analyzed(text).signals;
}

describe('readSignals', () => {
	it.each([
		['constraints', 'Answer in at most 50 words, exactly two lines, without jargon.', 3],
		['constraints', 'Antworte in höchstens 50 Wörtern, ohne Fremdwörter.', 2],
		['constraints', 'Réponds en au plus 50 mots, sans jargon.', 2],
		['constraints', 'Responde sin tecnicismos, nunca con listas.', 2],
		['reasoningWords', 'Prove it, then explain why.', 3],
		['reasoningWords', 'Démontrer que la suite est bornée.', 1],
		['reasoningWords', 'DEMONTRER QUE LA SUITE EST BORNEE', 1],
		['reasoningWords', 'Perché il cielo è blu?', 1],
		['reasoningWords', '请证明这一点', 1],
		['domainWords', 'Is warfarin safe with ibuprofen?', 2],
		['domainWords', 'Darf mein Vermieter die Kündigung aussprechen?', 2],
		['questions', 'Really?? And then?', 2],
		['questions', 'what is the time', 1],
		['questions', '为什么？', 1],
		['steps', '1. Read it\n2. Sort it\n3. Print it', 3],
		['routineWords', 'Translate this to French', 1],
		['routineWords', 'A man who lives far away from here says hello to a dog.', 0],
		['urls', 'See https://a.example/x?y=1 and http://b.example.', 2],
		['sentences', 'One. Two! Three? Version 3.14 is fine...', 4],
		['words', '漢字仮名交', 3],
		['words', "it is 12 o'clock", 5],
	] as const)('%s of %j', (name, text, expected) => {
		expect(signals(text)[name]).toBe(expected);
	});

	it.each([
		['hasCode', 'Fix this:\n```\nfoo()\n```', true],
		['hasCode', 'for (int i = 0; i < n; i++) {\n  run();\n}', true],
		['hasCode', 'The committee met in 1999; nobody objected.', false],
		['hasMath', 'Evaluate $\\int_0^1 x^2 dx$', true],
		['hasMath', 'Solve the equation for the radius', true],
		['hasMath', 'The years 1999 to 2003 were dry.', false],
		['hasTable', '| a | b |\n| --- | --- |\n| 1 | 2 |', true],
		['hasTable', 'either | or\nthis | that', false],
	] as const)('%s of %j is %s', (name, text, expected) => {
		expect(signals(text)[name]).toBe(expected);
	});

	it.each([
		['Answer as JSON with two fields', 'json'],
		['Show the result as a table', 'table'],
		['We sat at the table and talked', 'text'],
		['Give me a list of rivers', 'list'],
		['Write a Python script for this', 'code'],
	] as const)('%j wants %s', (text, format) => {
		expect(signals(text).format).toBe(format);
	});

	it.each([
		['What is the name of this river and where does it end?', 'en'],
		['Wie heißt dieser Fluss und wo ist die Mündung?', 'de'],
		['Quel est le nom de cette rivière et où finit-elle ?', 'fr'],
		['¿Cómo se llama este río y dónde está la desembocadura?', 'es'],
		['Qual é o nome deste rio e onde fica a foz? Você pode dizer?', 'pt'],
		['Come si chiama questo fiume e dove sfocia nel mare?', 'it'],
		['Как называется эта река и где её устье? Мы не знаем, скажите.', 'ru'],
		['この川の名前は何ですか', 'ja'],
		['这条河叫什么名字', 'zh'],
		['이 강의 이름은 무엇입니까', 'ko'],
		['Xyzzy plugh', null],
		['Let α = 3', null],
	] as const)('%j is %s', (text, language) => {
		expect(signals(text).language).toBe(language);
	});
});
