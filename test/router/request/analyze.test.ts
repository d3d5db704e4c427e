import { analyze } from '../../../router/request/analyze';
import { MAX_TEXT_CHARS } from '../../../router/request/userText';
import { analyzed, requestOf, user } from '../../support/requests';

describe('analyze', () => {
	const prompt = user('Compare exactly three plans and explain why. Do not use tables?');

	it('reads the same signals whatever the system prompt says, except the tokens of the whole request', () => {
		const without = analyze(requestOf(prompt));
		const system = {
			role: 'system' as const,
			content: 'Prove every theorem step by step. You must never, must not. ```code``` $x^2$ | a | b |',
		};
		const withSystem = analyze(requestOf(system, prompt));
		expect(withSystem.text).toBe(without.text);
		expect({ ...withSystem.signals, requestTokens: 0 }).toEqual({ ...without.signals, requestTokens: 0 });
		expect(withSystem.signals.requestTokens).toBeGreaterThan(without.signals.requestTokens);
	});

	it('reads the last user turn and three before it, not the fifth and no answer', () => {
		const turns = ['one', 'two', 'three', 'four', 'five'].map((word) => user(`turn${word}`));
		const [first, ...rest] = turns;
		const result = analyze(requestOf(...(first ? [first] : []), { role: 'assistant', content: 'answerword' }, ...rest));
		expect(result.text).not.toContain('turnone');
		expect(result.text).not.toContain('answerword');
		expect(result.text.indexOf('turntwo')).toBeLessThan(result.text.indexOf('turnfive'));
		expect(result.signals.priorTurns).toBe(5);
	});

	it.each(['a', 'word and more. ', '((((', '|\t|', '1. \n', '$\\x^', '漢字', '?!', ' ', '\u0301'])(
		'reads at most 64 Ki characters of 5 MB of %j',
		(piece) => {
			const text = `first ${piece.repeat(5_000_000 / piece.length)} last`;
			const result = analyzed(text);
			expect(result.text.length).toBeLessThanOrEqual(MAX_TEXT_CHARS);
			expect(result.text.startsWith('first')).toBe(true);
			expect(result.text.endsWith('last')).toBe(true);
			expect(result.signals.chars).toBe(result.text.length);
		},
	);

	it('keeps the last turn when earlier turns fill the room', () => {
		const result = analyze(requestOf(user('x '.repeat(100_000)), user('the last words')));
		expect(result.text.endsWith('the last words')).toBe(true);
		expect(result.text.length).toBeLessThanOrEqual(MAX_TEXT_CHARS);
	});

	it('needs vision for an image in any turn, and passes on what the caller wants', () => {
		const image = user([
			{ kind: 'image', url: 'data:,' },
			{ kind: 'text', text: 'What is this?' },
		]);
		const result = analyze({ ...requestOf(image, user('and why?')), wantsTools: true, wantsJsonSchema: true });
		expect(result.needs).toMatchObject({
			vision: true,
			tools: true,
			jsonSchema: true,
			roomTokens: 1_024,
			inputTokens: result.signals.requestTokens,
		});
		expect(result.signals).toMatchObject({ images: 1, format: 'json' });
	});

	it('survives a request without a user turn', () => {
		const result = analyze(requestOf({ role: 'system', content: 'only this' }));
		expect(result).toMatchObject({ text: '', signals: { words: 0, questions: 0, language: null, lastTurnTokens: 0 } });
	});
});
