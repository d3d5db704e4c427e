import type { INodeExecutionData } from 'n8n-workflow';

import type { NodeSettings } from '../../../../nodes/RouteLlmRequest/settings';
import type { Rule, RulesConfig } from '../../../../router/strategies/rules';
import { errorOf, read, readAll, row, two } from '../../../support/readSettings';

const filter = (leftValue: string, rightValue: unknown, type = 'string', operation = 'equals') => ({
	combinator: 'and',
	options: { caseSensitive: false, leftValue: '', typeValidation: 'loose', version: 3 },
	conditions: [{ id: '1', leftValue, rightValue, operator: { type, operation } }],
});

describe('rules', () => {
	const rules = (...values: object[]) => ({ strategy: 'rules', rules: { values } });
	const read1 = async (rule: object, json: INodeExecutionData['json'] = { text: 'Hi' }): Promise<Rule> => {
		const [first] = configOf(await read(rules({ model: 'b/two', ...rule }), json)).rules;
		if (first === undefined) throw new Error('no rule was read');
		return first;
	};
	const configOf = (one: NodeSettings | Error | undefined): RulesConfig => {
		if (one === undefined || one instanceof Error) throw one ?? new Error('nothing was read');
		return one.strategy.settings as RulesConfig;
	};

	it('become conditions in engine terms', async () => {
		const signals = {
			values: [
				{ signal: 'words', comparison: 'at_most', number: 40 },
				{ signal: 'questions' },
				{ signal: 'hasCode', flag: false },
				{ signal: 'language', languages: 'EN, de-AT' },
				{ signal: 'format', formats: ['json', 'table'] },
			],
		};
		expect(await read1({ name: ' Short ', combine: 'any', signals })).toEqual({
			label: 'Short',
			modelId: 'b/two',
			combine: 'any',
			signals: [
				{ kind: 'at_most', signal: 'words', value: 40 },
				{ kind: 'at_least', signal: 'questions', value: 1 },
				{ kind: 'is', signal: 'hasCode', value: false },
				{ kind: 'one_of', signal: 'language', values: ['en', 'de'] },
				{ kind: 'one_of', signal: 'format', values: ['json', 'table'] },
			],
			item: 'none',
		});
	});

	it.each([
		['none', undefined],
		['none', {}],
		['none', filter('', '')],
		['holds', filter('={{ $json.from }}', 'ANNA')],
		['fails', filter('={{ $json.from }}', 'ben')],
		['error', filter('={{ $json.from }}', 5, 'number', 'gt')],
		['error', filter('={{ $("Nowhere").item.json.x }}', 'x')],
	])('item conditions come to %s for %j', async (result, item) => {
		expect((await read1(item ? { item } : {}, { text: 'Hi', from: 'anna' })).item).toBe(result);
	});

	it('item conditions are evaluated for each item', async () => {
		const parameters = { models: two, ...rules({ model: 'a/one', item: filter('={{ $json.from }}', 'anna') }) };
		const all = await readAll(parameters, [{ from: 'anna' }, { from: 'ben' }]);
		expect(all.map((one) => configOf(one).rules[0]?.item)).toEqual(['holds', 'fails']);
	});

	it('keep what the user wrote, the same for every item', async () => {
		const item = filter('={{ $json.from }}', 'anna');
		const all = await readAll({ models: two, ...rules({ model: 'a/one', item }) }, [{ from: 'anna' }, { from: 'ben' }]);
		const definitions = all.map((one) => JSON.stringify(configOf(one).definition));
		expect(definitions[0]).toContain('={{ $json.from }}');
		expect(definitions[0]).toBe(definitions[1]);
	});

	it('the default model is the strongest unless one is named', async () => {
		const defaultOf = async (parameters: object) => configOf(await read({ ...rules(), ...parameters })).defaultModelId;
		expect(await defaultOf({})).toBeNull();
		expect(await defaultOf({ defaultModel: 'a/one' })).toBe('a/one');
	});

	it('may name a model whose row is off', async () => {
		const models = { values: [row('a/one'), row('b/two', { settings: { enabled: false } })] };
		expect(configOf(await read({ models, ...rules({ model: 'b/two' }) })).rules).toMatchObject([{ modelId: 'b/two' }]);
	});

	it.each([
		[
			{ model: 'x/absent' },
			'Rules, rule 1: names the model "x/absent", which is not in the list. Use one of these: one (a/one), two (b/two).',
		],
		[{ model: ' ' }, 'Rules, rule 1: names no model. Choose the model it sends requests to.'],
		[
			{ signals: { values: [{ signal: 'mood' }] } },
			'Rules, rule 1, signal condition 1, Signal: is not a signal. Choose one from the list in the panel.',
		],
		[
			{ signals: { values: [{ signal: 'words', number: 'x' }] } },
			'Rules, rule 1, signal condition 1, Number: is not a number. Use a number of at least 0.',
		],
		[
			{ signals: { values: [{ signal: 'language', languages: 'English' }] } },
			'Rules, rule 1, signal condition 1, Languages: is not a list of language codes. Write two-letter codes separated by commas, for example en, de.',
		],
		[
			{ signals: { values: [{ signal: 'format', formats: [] }] } },
			'Rules, rule 1, signal condition 1, Formats: holds no format. Choose at least one: Code, JSON, List, Plain Text, Table.',
		],
	])('%j is an error that names the rule and the fix', async (rule, message) => {
		expect(await errorOf(rules({ model: 'b/two', ...rule }))).toBe(message);
	});

	it('a default model that is not in the list is an error', async () => {
		expect(await errorOf({ ...rules(), defaultModel: 'x/absent' })).toBe(
			'Default Model: names the model "x/absent", which is not in the list. Use one of these: one (a/one), two (b/two).',
		);
	});
});
