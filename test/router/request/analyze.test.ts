import { analyze } from '../../../router/request/analyze';
import { MAX_TEXT_CHARS } from '../../../router/request/userText';
import { analyzed, requestOf, user } from '../../support/requests';

describe('what is asked', () => {
	it('is read without politeness, and counted with it', () => {
		const asked = analyzed('Which mistakes does this contract have?');
		const polite = analyzed('Good morning team,\n\nWhich mistakes does this contract have?\n\nKind regards,\nAnn');
		expect(polite.text).toBe(asked.text);
		const tokens = { requestTokens: 0, lastTurnTokens: 0 };
		expect({ ...polite.signals, ...tokens }).toEqual({ ...asked.signals, ...tokens });
		expect(polite.needs.inputTokens).toBeGreaterThan(asked.needs.inputTokens);
		expect(polite.signals.lastTurnTokens).toBeGreaterThan(asked.signals.lastTurnTokens);
	});

	it('is not said by a greeting some turns ago', () => {
		expect(analyze(requestOf(user('Hello there!'), user('Hi, prove it.'))).text).toBe('prove it.');
	});

	it('is small talk where there is nothing else', () => {
		expect(analyzed('Hello!').text).toBe('Hello!');
	});
});

describe('a short turn', () => {
	const answered = (content: string, reply: string) =>
		analyze(requestOf(user('Hi, are you there?'), { role: 'assistant', content }, user(reply)));

	it('is read with what the assistant proposed', () => {
		const { text, signals } = answered('Hello! I can translate the letter. Shall I?', 'yes, do it');
		expect(text).toBe('I can translate the letter. Shall I?\n\nyes, do it');
		expect(signals).toMatchObject({ routineWords: 1, questions: 1, priorTurns: 2 });
	});

	it('counts in Chinese, too', () => {
		expect(answered('我可以翻译这封信。', '好的，弄吧').text).toContain('翻译');
	});

	it('is read with the last sentences of a long answer', () => {
		const { text } = answered(`${'Far away. '.repeat(200)}Shall I prove it?`, 'go ahead');
		expect(text).toMatch(/^Far away\. .*Shall I prove it\?\n\ngo ahead$/s);
		expect(text.length).toBeLessThan(650);
	});

	it('is read alone where it answers nobody, or is not short', () => {
		const long = 'Now write a letter to the landlord about the heating that has been broken since May';
		expect(answered('I can translate the letter.', long).text).toBe(long);
		expect(analyze(requestOf({ role: 'assistant', content: 'Shall I?' }, user('one'), user('go ahead'))).text).toBe('one\n\ngo ahead');
	});
});

describe('analyze', () => {
	const prompt = user('Compare exactly three plans and explain why. Do not use tables?');

	it('reads the same signals whatever the system prompt says, except the tokens of the whole request and a little of the demand', () => {
		const without = analyze(requestOf(prompt));
		const system = {
			role: 'system' as const,
			content: 'Prove every theorem step by step. You must never, must not. ```code``` $x^2$ | a | b |',
		};
		const withSystem = analyze(requestOf(system, prompt));
		expect(withSystem.text).toBe(without.text);
		const apart = { requestTokens: 0, hardness: null };
		expect({ ...withSystem.signals, ...apart }).toEqual({ ...without.signals, ...apart });
		const [own, moved] = [without.signals.hardness, withSystem.signals.hardness];
		expect(moved).toEqual({ ...own, demand: moved?.demand });
		expect(Math.abs((moved?.demand ?? NaN) - (own?.demand ?? NaN))).toBeLessThan(0.301);
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

describe('with tools', () => {
	const call = { role: 'assistant' as const, content: '', toolCalls: [{ id: 'c', name: 'look', arguments: '{}' }] };
	const result = { role: 'tool' as const, content: 'found', toolCallId: 'c' };
	const plan = { role: 'assistant' as const, content: 'I can prove that the theorem holds by induction. Shall I?' };
	const yes = user('yes, do it');

	it.each([
		['tool steps after it', [user('Hi'), plan, yes, call, result]],
		['tool steps between', [user('Hi'), plan, call, result, yes]],
		['a proposal that called tools too', [user('Hi'), { ...call, content: plan.content }, result, yes]],
	])('reads the proposal that is answered, with %s', (_, messages) => {
		const { text, signals } = analyze(requestOf(...messages));
		expect(text).toContain('by induction');
		expect(text).not.toContain('found');
		expect(signals.priorTurns).toBe(2);
	});

	it('takes no proposal from before an earlier user turn', () => {
		expect(analyze(requestOf(plan, user('Hi'), call, result, yes)).text).not.toContain('by induction');
	});

	it('needs a model with tools where there are some, or were', () => {
		const tools = [{ name: 'look', description: null, parameters: {} }];
		expect(analyze({ ...requestOf(yes), tools }).needs.tools).toBe(true);
		expect(analyze(requestOf(yes, call, result)).needs.tools).toBe(true);
		expect(analyze({ ...requestOf(yes), tools: [] }).needs.tools).toBe(false);
	});

	it('needs vision for an image anywhere', () => {
		expect(analyze(requestOf(user([{ kind: 'image', url: 'https://x' }]), plan, yes, call, result)).needs.vision).toBe(true);
	});
});
