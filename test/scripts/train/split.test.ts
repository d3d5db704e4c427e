import { splitByQuestion } from '../../../scripts/train/split';

const questions = Array.from({ length: 300 }, (_, i) => `A farmer number ${i} has ${i * 3} sheep and sells a few of them.`);

describe('splitByQuestion', () => {
	it('keeps a question in one part, whatever stands around it', () => {
		const dressed = questions.map((question) => `Q: hm!\n${question.toUpperCase()}\nA. 1\nB. 2`);
		const parts = splitByQuestion([...questions, ...dressed]);
		expect(parts.slice(300)).toEqual(parts.slice(0, 300));
	});

	it('tells questions under one long instruction apart', () => {
		const instruction = 'You are given a question by a person who wants you to answer it with all the care and patience you have.';
		expect(new Set(splitByQuestion(questions.map((question) => `${instruction}\n${question}`))).size).toBe(3);
	});

	it('splits about 70, 15 and 15 of a hundred', () => {
		const parts = splitByQuestion(questions);
		const share = (part: string): number => parts.filter((one) => one === part).length / parts.length;
		expect(Math.abs(share('train') - 0.7)).toBeLessThan(0.08);
		expect(Math.abs(share('heldOut') - 0.15)).toBeLessThan(0.08);
	});
});
