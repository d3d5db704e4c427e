import { analyze, createAnalyzer } from '../../../router/request/analyze';
import type { LlmRequest } from '../../../router/request/request';
import { countTokens, IMAGE_TOKENS } from '../../../router/request/tokens';
import { MAX_TEXT_CHARS } from '../../../router/request/userText';
import { requestOf, user } from '../../support/requests';

const system = { role: 'system', content: 'Prove each theorem step by step.' } as const;

/** A request whose prompt has its fixed words in [brackets]. */
function marked(prompt: string, more: Partial<LlmRequest> = {}): LlmRequest {
	const pieces = prompt.split(/[[\]]/);
	const ends = pieces.map((_, index) => pieces.slice(0, index + 1).join('').length);
	const fixed = pieces.flatMap((piece, index) =>
		index % 2 === 0 ? [] : [{ from: (ends[index] ?? 0) - piece.length, to: ends[index] ?? 0 }],
	);
	return { ...requestOf(user(pieces.join(''))), fixed, ...more };
}

it('reads fixed words as the task and the rest as the item', () => {
	const { parts, text, signals } = analyze(marked('[Why must I translate ]prove it?[ into ]x = 1, y^2 = 2[, exactly?]'));
	expect(parts.task?.text).toBe('Why must I translate   into  , exactly?');
	expect(parts.task?.signals).toMatchObject({ constraints: 2, reasoningWords: 1, hasMath: false, questions: 1 });
	expect(parts.item.text).toBe('prove it?\nx = 1, y^2 = 2');
	expect(parts.item.signals).toMatchObject({ constraints: 0, reasoningWords: 1, hasMath: true, questions: 1 });
	expect(text).toBe('Why must I translate prove it? into x = 1, y^2 = 2, exactly?');
	expect(signals).toMatchObject({ constraints: 2, reasoningWords: 2, hasMath: true, questions: 2 });
});

it('chooses by the same signals as without parts, and by how hard the item is, moved by a tenth of the task', () => {
	const { fixed: _fixed, ...plain } = marked('[Translate ]the letter[ into German.]');
	const { parts, signals } = analyze(marked('[Translate ]the letter[ into German.]'));
	expect({ ...signals, hardness: null }).toEqual({ ...analyze(plain).signals, hardness: null });
	const [task, item] = [parts.task?.signals.hardness, parts.item.signals.hardness];
	const moved = 0.1 * Math.max(-3, Math.min(3, task?.demand ?? NaN));
	expect(moved).not.toBe(0);
	expect(signals.hardness).toEqual({ ...item, demand: (item?.demand ?? NaN) + moved });
});

it('counts the system prompt to the task, before the fixed words', () => {
	const request = marked('[Be brief: ]why?');
	const { parts } = analyze({ ...request, messages: [system, ...request.messages] });
	expect(parts.task?.text).toBe(`${system.content}\n\nBe brief: `);
	expect(parts.task?.signals).toMatchObject({ reasoningWords: 2, domainWords: 1 });
	expect(parts.item.text).toBe('why?');
});

it('without fixed words the item is what the request is read as', () => {
	const { parts, text, signals } = analyze(requestOf(system, user('Why?')));
	expect(parts.item).toEqual({ text, signals: { ...signals, hardness: parts.item.signals.hardness } });
	expect(parts.task?.text).toBe(system.content);
	const alone = analyze(requestOf(user('Why?')));
	expect(alone.parts.task).toBeNull();
	expect(alone.parts.item.signals).toEqual(alone.signals);
	expect(parts.item.signals.hardness).toEqual(alone.signals.hardness);
});

it('keeps earlier turns, what a short one answers, and pictures with the item', () => {
	const picture = { kind: 'image', url: 'data:' } as const;
	const request = marked('[Describe: ]this');
	const messages = [
		user('Who was Gauss?'),
		{ role: 'assistant', content: 'A man.' } as const,
		user([{ kind: 'text', text: 'Describe: this' }, picture]),
	];
	const { parts } = analyze({ ...request, messages });
	expect(parts.item.text).toBe('Who was Gauss?\n\nA man.\n\nthis');
	expect(parts.item.signals).toMatchObject({ images: 1, priorTurns: 2, lastTurnTokens: countTokens('this', 100) + IMAGE_TOKENS });
	expect(parts.task?.signals).toMatchObject({ images: 0, priorTurns: 0, lastTurnTokens: countTokens('Describe: ', 100) });
});

it('reads what fields and fixed words ask, without the politeness around', () => {
	const { parts, text } = analyze(marked('[Hi, sort this mail: ]Dear shop,\n\nit broke.\n\nKind regards,\nAnn[ Say why. Thanks!]'));
	expect(parts.task?.text).toBe('sort this mail:   Say why.');
	expect(parts.item.text).toBe('it broke.');
	expect(text).toBe('sort this mail:  it broke.  Say why.');
});

it('an item whose fields are empty has an empty text', () => {
	const { parts } = analyze(marked('[Tell a joke.]'));
	expect(parts.item).toMatchObject({ text: '', signals: { words: 0, lastTurnTokens: 0 } });
});

it('both parts count the tokens of the whole request, and the format it wants', () => {
	const { parts, signals } = analyze(marked('[Tell ]it', { wantsJsonSchema: true }));
	for (const part of [parts.task, parts.item]) {
		expect(part?.signals).toMatchObject({ requestTokens: signals.requestTokens, format: 'json' });
	}
});

it('reads at most 64 Ki characters of each part', () => {
	const { parts } = analyze(marked(`[first ${'word '.repeat(100_000)}last]head ${'1 + '.repeat(200_000)}tail`));
	for (const part of [parts.task, parts.item]) expect(part?.text.length).toBeLessThanOrEqual(MAX_TEXT_CHARS);
	expect(parts.task?.text).toMatch(/^first .* last$/s);
	expect(parts.item.text).toMatch(/^head .* tail$/s);
});

describe('the requests of a run', () => {
	it('each have their own item, and the task they share', () => {
		const read = createAnalyzer();
		const [first, second, third] = ['[Say ]a b[ now]', '[Say ]c[ now]', '[Sing ]d'].map((prompt) => read(marked(prompt)).parts);
		expect([first, second, third].map((parts) => [parts?.task?.text, parts?.item.text])).toEqual([
			['Say   now', 'a b'],
			['Say   now', 'c'],
			['Sing ', 'd'],
		]);
		expect(first?.task?.signals.requestTokens).toBe((second?.task?.signals.requestTokens ?? 0) + 1);
	});

	it('are as many as there are tasks', () => {
		const read = createAnalyzer();
		const tasks = Array.from({ length: 100 }, (_, index) => `Task ${String(index)}: `);
		const texts = [...tasks, ...tasks].map((task) => read(marked(`[${task}]x`)).parts.task?.text);
		expect(texts).toEqual([...tasks, ...tasks]);
	});
});
