import { partReasoning } from '../../../router/calls/reasoning';

describe('what a model thought aloud', () => {
	it.each<[string, string, string, string]>([
		['closed', '<think>\nThe user greets me.\n</think>\n\nHello!', 'Hello!', 'The user greets me.'],
		['closed on one line', '<think>hm</think>Hello!', 'Hello!', 'hm'],
		['empty', '<think>\n\n</think>\n\nHello!', 'Hello!', ''],
		['with the opening tag in the template', 'The user greets me.\n</think>\n\nHello!', 'Hello!', 'The user greets me.'],
		['with nothing before its end', '</think>\n\nHello!', 'Hello!', ''],
		['unclosed', '<think>\nThe user greets', '', 'The user greets'],
		['closed before nothing', '<think>hm</think>', '', 'hm'],
		['twice', '<think>a</think>\n<think>b</think> Hello!', 'Hello!', 'a\n\nb'],
		['nested', '<think>a <think>b</think> c</think>Hello!', 'Hello!', 'a <think>b\n\nc'],
		['behind space', ' \n\t<think>hm</think> Hello!', 'Hello!', 'hm'],
		['behind a byte order mark', '\ufeff<think>hm</think>Hello!', 'Hello!', 'hm'],
		['in capitals', '<THINK>hm</Think>Hello!', 'Hello!', 'hm'],
		['with an attribute', '<think depth="2">hm</think >Hello!', 'Hello!', 'hm'],
		['in tags of another model', '<thinking>hm</thinking>Hello!', 'Hello!', 'hm'],
		['in tags of a third', '[THINK]hm[/THINK]Hello!', 'Hello!', 'hm'],
		['in tags of a fourth', '◁think▷hm◁/think▷Hello!', 'Hello!', 'hm'],
		['that end with a quotation', 'They say "hello"</think>Hello!', 'Hello!', 'They say "hello"'],
		['with code in it', '<think>```js\nif (a) {}\n``` and `</think` </think>Hello!', 'Hello!', '```js\nif (a) {}\n``` and `</think`'],
		['before an answer that speaks of tags', '<think>hm</think>Use `<think>` and `</think>`.', 'Use `<think>` and `</think>`.', 'hm'],
	])('%s', (_, message, answer, reasoning) => {
		expect(partReasoning(message)).toEqual({ answer, reasoning });
	});

	it.each([
		['nothing', ''],
		['an answer', ' Hello!\n'],
		['tags further on', 'Models write <think>…</think> first.'],
		['a closing tag in backticks', 'End it with `</think>`, then answer.'],
		['a closing tag in quotation marks', 'End it with "</think>", then answer.'],
		['a closing tag in code', 'Try this:\n```html\nhm\n</think>\n```\nIt works.'],
		['another tag', '<thinker>hm</thinker> Hello!'],
		['an opening tag at the end', 'I begin with <think>'],
	])('is not in: %s', (_, message) => {
		expect(partReasoning(message)).toEqual({ answer: message, reasoning: null });
	});

	it('is found in a message of a megabyte that is made of tags', () => {
		for (const unit of ['<think>', '</think>', '<think></think>', '</thinking>', '[think]', '<think ', '`</think>`', '```</think>'])
			expect(partReasoning(unit.repeat(2 ** 20 / unit.length)).answer.length).toBeLessThanOrEqual(2 ** 20);
	});
});
