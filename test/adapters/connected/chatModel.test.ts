import { isChatModel, keysOf, modelNameOf, quietRetries } from '../../../adapters/connected/chatModel';

const invoke = () => Promise.resolve('x');

describe('a chat model', () => {
	test.each([
		['LangChain says so', { invoke, _modelType: () => 'base_chat_model' }, true],
		['nothing else is said', { invoke }, true],
		['a completion model', { invoke, _modelType: () => 'base_llm' }, false],
		['a tool', { call: invoke }, false],
		['nothing', undefined, false],
		['a function', invoke, false],
	])('%s', (_, value, expected) => {
		expect(isChatModel(value)).toBe(expected);
	});

	test.each([
		[{ model: ' gpt-x ' }, 'gpt-x'],
		[{ modelName: 'claude-x' }, 'claude-x'],
		[{ model: '', modelName: 'y' }, 'y'],
		[{ model: 7 }, null],
	])('%j is called %s', (model, name) => {
		expect(modelNameOf(model)).toBe(name);
	});
});

describe('retries of its own', () => {
	it('are switched off where LangChain makes them', () => {
		const model = { maxRetries: 3, caller: { maxRetries: 6 } };
		expect(quietRetries(model)).toBe(0);
		expect(model.caller.maxRetries).toBe(0);
	});

	test.each([
		['fixed', { caller: Object.freeze({ maxRetries: 6 }) }, 6],
		['elsewhere', { maxRetries: 2 }, 2],
		['none', { caller: { maxRetries: 0 } }, 0],
		['not told', {}, 0],
		['no number', { caller: { maxRetries: 'many' } }, 0],
	])('that stay are counted: %s', (_, model, left) => {
		expect(quietRetries(model)).toBe(left);
	});
});

it('holds keys in fields of many names, on itself and on its parts', () => {
	const model = {
		apiKey: 'k1',
		anthropicApiKey: 'k2',
		api_key: 'k3',
		clientConfig: { apiKey: 'k4' },
		clientOptions: { token: 'k5' },
		secretAccessKey: 'no',
		lc_kwargs: { apiKey: 'k1' },
		maxTokens: 5,
		model: 'm',
	};
	expect(keysOf(model)).toEqual(['k1', 'k2', 'k3', 'k4', 'k5']);
});
