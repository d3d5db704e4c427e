import { createItemFinder } from '../../../nodes/LlmRouterChatModel/whichItem';
import type { Message } from '../../../router/request/request';
import { user } from '../../support/requests';

/** Of a consumer "Agent" whose parameter has this text for each item; other expressions fail, as in n8n. */
function finder(texts: readonly unknown[], parameter = 'text', items = texts.length) {
	const wanted = parameter === 'chatInput' ? '{{ $json.chatInput }}' : `{{ $node["Agent"].parameter.${parameter} }}`;
	let asked = 0;
	const ctx = {
		evaluateExpression(expression: string, item: number) {
			asked += 1;
			if (expression !== wanted) throw new Error('no such parameter');
			return texts[item];
		},
	};
	const find = createItemFinder(ctx as never, { name: 'Agent', runIndex: 0, items });
	return { find: (...messages: readonly Message[]) => find(messages), asked: () => asked };
}

const system: Message = { role: 'system', content: 'Be kind' };

describe('which item a request is about', () => {
	it('is the only one, without a look', () => {
		const { find, asked } = finder(['x']);
		expect(find(user('whatever'))).toBe(0);
		expect(asked()).toBe(0);
	});

	it.each(['text', 'inputText', 'query', 'chatInput'])('is the one whose %s is asked', (parameter) => {
		const { find } = finder(['first thing', 'second thing', 'third thing'], parameter);
		expect(find(system, user('second  thing\n'))).toBe(1);
		expect(find(user('third thing'))).toBe(2);
	});

	it('is the one whose text is within what is asked', () => {
		const { find } = finder(['apples', 'pears']);
		expect(find(user('Extract from: pears. Answer in JSON.'))).toBe(1);
		expect(find(user([{ kind: 'text', text: 'pears' }]))).toBe(1);
	});

	it('prefers the whole text to a part of it', () => {
		const { find } = finder(['Hello', 'Hello there']);
		expect(find(user('Hello there'))).toBe(1);
		expect(find(user('Hello'))).toBe(0);
	});

	it('is found at a tool step by the last thing a person said', () => {
		const { find } = finder(['first', 'second']);
		const call: Message = { role: 'assistant', content: '', toolCalls: [{ id: 'c', name: 'look', arguments: '{}' }] };
		expect(find(user('second'), call, { role: 'tool', content: 'first', toolCallId: 'c' })).toBe(1);
	});

	it.each([
		['two items ask the same', ['same', 'same'], 'same'],
		['both are within what is asked', ['apples', 'pears'], 'apples and pears'],
		['none is', ['apples', 'pears'], 'plums'],
		['nothing is asked', ['apples', 'pears'], ''],
		['the texts are empty or none', ['', null], 'apples'],
	])('is not known where %s', (_, texts, asked) => {
		expect(finder(texts).find(user(asked))).toBeNull();
	});

	it('works the prompts out once', () => {
		const { find, asked } = finder(['a', 'b']);
		find(user('a'));
		const once = asked();
		find(user('b'));
		expect(asked()).toBe(once);
	});
});
