import { MAX_ANSWER_CHARS, readAnswerText } from '../../../router/features/answerText';

describe('readAnswerText', () => {
	it.each([
		['Two and two.\n#### 4', '4'],
		['So $x$ is \\boxed{12}.', '12'],
		['I think the answer is 42.', '42'],
		['The answer is 3.\nNo: the answer is 5.', '5'],
		['#### 3\nNo: the answer is 5.', '5'],
		['The answer is 3.\n#### 5', '5'],
		['**Answer:** Paris', 'Paris'],
	])('finds what %j marks as its result', (text, final) => {
		expect(readAnswerText(text)).toMatchObject({ final, finalMarked: true, shape: 'prose' });
	});

	it('takes the last line where nothing is marked', () => {
		expect(readAnswerText('Well.\n\nParis\n\n')).toMatchObject({ final: 'Paris', finalMarked: false });
	});

	it.each([
		'{"reasoning": "2 + 2", "answer": "4"}',
		'{"reasoning": "2 + 2", "answer": 4}',
		'Here it is:\n```json\n{"reasoning": "2 + 2",\n"answer": "4"}\n```',
		'{"reasoning": "one\nline after another", "answer": "4"}',
	])('reads the fields of %j', (text) => {
		const read = readAnswerText(text);
		expect(read).toMatchObject({ final: '4', finalMarked: true, shape: 'json' });
		expect(read.body).not.toContain('reasoning');
	});

	it('knows an object that cannot be parsed, and its result all the same', () => {
		expect(readAnswerText('{"reasoning": "\\sqrt{4}", "answer": "2"')).toMatchObject({ shape: 'broken', final: '2' });
	});

	it.each(['A set {1, 2}', '{1, 2}', `${'word '.repeat(60)}{"a": 1}`])('does not take %j for JSON', (text) => {
		expect(readAnswerText(text).shape).toBe('prose');
	});

	it('reads head and tail of a long answer', () => {
		const { body, final } = readAnswerText(`begin ${'x'.repeat(300_000)}\n#### 7`);
		expect(body.length).toBeLessThanOrEqual(MAX_ANSWER_CHARS);
		expect([body.startsWith('begin'), final]).toEqual([true, '7']);
	});
});
