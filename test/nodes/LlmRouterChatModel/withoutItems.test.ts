import type { INodeParameters } from 'n8n-workflow';

import { withoutItems } from '../../../nodes/LlmRouterChatModel/withoutItems';
import { DEFAULTS, pathOf, type FieldName } from '../../../nodes/RouteLlmRequest/description/defaults';
import { openSettings } from '../../../nodes/RouteLlmRequest/parameters';
import { hasExpression } from '../../../nodes/shared/values';

const OF_ITEM_0 = '={{ $json.of }}';

/** As n8n reads parameters; an expression gives what is the first item's alone. */
function context(parameters: INodeParameters, gives: unknown = 'LEAKED') {
	const at = (path: string) =>
		path
			.replace(/\[(\d+)\]/g, '.$1')
			.split('.')
			.reduce<unknown>((value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined), parameters);
	const resolved = (value: unknown): unknown => {
		if (typeof value === 'string') return hasExpression(value) ? gives : value;
		if (Array.isArray(value)) return value.map(resolved);
		if (typeof value !== 'object' || value === null) return value;
		return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolved(one)]));
	};
	const ctx = {
		getNode: () => ({ parameters }),
		getInstanceId: () => 'instance',
		getNodeParameter(path: string, _item: number, fallback: unknown, options?: { rawExpressions?: boolean }) {
			const value = at(path) ?? fallback;
			return options?.rawExpressions === true ? value : resolved(value);
		},
	};
	return withoutItems(ctx as never);
}

const two = { values: [{ model: { mode: 'id', value: 'a/one' } }, { model: { mode: 'id', value: 'b/two' } }] };
const get = (parameters: INodeParameters, path: string, options = {}) =>
	context(parameters).getNodeParameter(path, 0, 'default', options as never) as unknown;

describe('a field', () => {
	it('without an expression is as it is', () => {
		expect(get({ limits: { budgetKey: 'all' } }, 'limits.budgetKey')).toBe('all');
	});

	it.each([
		['itself', { limits: { budgetKey: OF_ITEM_0 } }, 'limits.budgetKey'],
		['somewhere inside', { examples: { more: [{ text: OF_ITEM_0 }] } }, 'examples'],
		['in the whole collection', { limits: OF_ITEM_0 }, 'limits.budgetKey'],
		['in the whole list', { rules: { values: OF_ITEM_0 } }, 'rules.values[0].model'],
	])('with an expression %s is at its default', (_, parameters, path) => {
		expect(get(parameters, path)).toBe('default');
	});
});

describe('a list', () => {
	const rules = {
		values: [
			{ name: OF_ITEM_0, model: 'a' },
			{ name: 'kept', model: 'b' },
			{ name: 'last', item: { conditions: [{ leftValue: OF_ITEM_0 }] } },
		],
	};

	it('has the rows without expressions, as they are and raw', () => {
		expect(get({ rules }, 'rules.values')).toEqual([{ name: 'kept', model: 'b' }]);
		expect(get({ rules }, 'rules.values', { rawExpressions: true })).toEqual([{ name: 'kept', model: 'b' }]);
	});

	it('has them by the same numbers', () => {
		expect(get({ rules }, 'rules.values[0].model')).toBe('b');
		expect(get({ rules }, 'rules.values[1].model')).toBe('default');
		expect(get({ rules }, 'rules.values[2].item')).toBe('default');
	});
});

describe('the settings where nobody knows the item', () => {
	const base = { models: two, modelsFrom: 'registry', operation: 'routeAndAnswer' };
	const read = async (more: INodeParameters, gives?: unknown) =>
		(await openSettings(context({ ...base, ...more }, gives), { readsPrompt: false }))(0).settings;

	/** Fields with an item's own values. What is of the whole run takes no expression. */
	const FIELDS = ['subjectKey', 'budgetKey', 'alwaysStrongest', 'neverBelow', 'bypassRouting', 'defaultModel'] as const;
	const POLICY = [
		'minimumScore',
		'maxSteps',
		'maxRetries',
		'maxWaitTime',
		'timeout',
		'firstByteTimeout',
		'deadline',
		'neverMoreExpensive',
	] as const;
	const MORE = [
		'contentPolicyFallback',
		'latencyTarget',
		'reservedOutputTokens',
		'bufferUntilChecked',
		'checkNotEmpty',
		'stripReasoning',
	] as const;

	it.each<FieldName>([...FIELDS, ...POLICY, ...MORE])('have %s at its default', async (name) => {
		const [collection = '', field = ''] = pathOf(name).split('.');
		const settings = await read({ [collection]: { [field]: OF_ITEM_0 } });
		const { bypass, ...rest } = await read({});
		expect({ ...settings, bypass: null, strategy: null }).toEqual({ ...rest, bypass: null, strategy: null });
		expect(settings.bypass).toEqual({ ...bypass, definition: settings.bypass.definition });
		expect(JSON.stringify(settings)).not.toContain('LEAKED');
		expect(DEFAULTS).toHaveProperty(name);
	});

	it("have checks without expressions, and none of the first item's", async () => {
		const checks = {
			values: [
				{ check: 'contains', texts: OF_ITEM_0 },
				{ check: 'contains', texts: 'yes' },
			],
		};
		expect((await read({ qualityChecks: { checks } })).moreChecks).toMatchObject([{ kind: 'contains', texts: ['yes'] }]);
	});

	it('have the models, which are those of the run', async () => {
		const models = { values: [{ model: { mode: 'id', value: OF_ITEM_0 } }] };
		expect((await read({ models }, 'a/first')).rows).toMatchObject([{ modelId: 'a/first' }]);
	});

	it('have the rules that are the same for all items', async () => {
		const item = { combinator: 'and', conditions: [{ leftValue: OF_ITEM_0, rightValue: 'x' }] };
		const rules = {
			values: [
				{ name: 'one', model: 'a/one', item },
				{ name: 'dear', model: OF_ITEM_0 },
				{ name: 'two', model: 'b/two' },
			],
		};
		const { strategy, problem } = await read({ strategy: 'rules', rules });
		expect(strategy.settings).toMatchObject({ rules: [{ label: 'two', modelId: 'b/two', item: 'none' }] });
		expect(problem).toBeNull();
	});
});
