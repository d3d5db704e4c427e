import { changedAnswer } from '../../../../router/learning/audit/changedAnswer';
import { wrongAnswer } from '../../../../router/learning/audit/control';

const decision = (id: string, answer: string) => ({ id, stored: { prompt: '', answer, expiresAtMs: 1 } });

describe('a wrong answer', () => {
	it('is one that another request got and that does not say the same, the same one at every try', () => {
		const others = ['Spam.', ' SPAM ', 'invoice', 'offer', ''];
		const taken = Array.from({ length: 40 }, (_, index) => wrongAnswer(decision(`d${String(index)}`, 'spam'), others));
		expect(new Set(taken)).toEqual(new Set(['invoice', 'offer']));
		expect(wrongAnswer(decision('d7', 'spam'), others)).toBe(taken[7]);
	});

	it('is its own changed, where all others say the same, and none where it cannot be', () => {
		expect(wrongAnswer(decision('a', 'spam'), ['Spam', 'spam.'])).toBe('not spam');
		expect(wrongAnswer(decision('a', 'Dear Ms Doe, we have looked into it and will write again.'), [])).toBeNull();
	});
});

describe('an answer that is changed', () => {
	it.each([
		['Yes.', 'no'],
		['false', 'true'],
		['42', '52'],
		['-0.95', '-0.45'],
		['\u20ac 1,299.00', '\u20ac 2,299.00'],
		['{"items":[],"total":12,"ok":true}', '{"items":[],"total":22,"ok":true}'],
		['```json\n[{"ok":true}]\n```', '[{"ok":false}]'],
		['{"label":"spam","score":0.9}', '{"label":"not spam","score":0.9}'],
		['{"a":null,"b":{}}', null],
		['A sentence, with marks.\nAnd another.', null],
		['', null],
	])('%j is %j', (answer, changed) => {
		expect(changedAnswer(answer)).toBe(changed);
	});
});
