import { createRulesStrategy, type Rule, type SignalCondition } from '../../../router/strategies/rules';
import { analyzed } from '../../support/requests';
import { fails, modelAt } from '../../support/routing';

const models = [modelAt(0), modelAt(2), modelAt(1)];
const request = analyzed('Write a Python function that adds two numbers:\n```python\ndef add(a, b):\n```');
const call = { complete: async () => fails('bad_request'), embed: async () => ({ ok: true, vectors: [], usage: null }) as const };

const ruleOf = (over: Partial<Rule> = {}): Rule => ({
	label: 'one',
	modelId: modelAt(0).id,
	combine: 'all',
	signals: [],
	item: 'none',
	...over,
});

async function choose(rules: readonly Rule[], defaultModelId: string | null = null) {
	const strategy = createRulesStrategy({ rules, defaultModelId, definition: rules });
	const ranking = await strategy.rank({ request, models, threshold: 0.5, call, random: () => 0, nowMs: 0 });
	return ranking.kind === 'choice' ? { modelId: ranking.modelId, reason: ranking.reason } : ranking;
}

const yes: SignalCondition = { kind: 'is', signal: 'hasCode', value: true };
const no: SignalCondition = { kind: 'is', signal: 'hasCode', value: false };
const matched = { modelId: modelAt(0).id, reason: 'Rule "one" matched, so branch 0' };
const unmatched = { modelId: modelAt(2).id, reason: 'No rule matched, so the default model, branch 2' };

describe('rules', () => {
	it('the first that matches wins', async () => {
		const rules = [ruleOf({ label: 'zero', signals: [no] }), ruleOf({ signals: [yes] }), ruleOf({ label: 'two', modelId: modelAt(1).id })];
		expect(await choose(rules)).toEqual(matched);
	});

	it.each([
		[{ kind: 'fallback' } as const, [modelAt(0).id]],
		[{ kind: 'models', modelIds: [modelAt(2).id, modelAt(0).id] } as const, [modelAt(0).id, modelAt(2).id]],
		[{ kind: 'next' } as const, undefined],
	])('If Its Model Fails %j names who may serve, even where its own may not', async (ifItFails, only) => {
		const strategy = createRulesStrategy({ rules: [ruleOf({ ifItFails })], defaultModelId: null, definition: null });
		const ask = { request, threshold: 0.5, call, random: () => 0, nowMs: 0 };
		const ranking = await strategy.rank({ ...ask, models });
		expect(ranking.kind === 'choice' && ranking.only).toEqual(only);
		const [first, ...others] = models;
		const without = await strategy.rank({ ...ask, models: others, notAllowed: first === undefined ? [] : [first] });
		expect(without).toMatchObject({ modelId: only === undefined ? modelAt(2).id : modelAt(0).id });
	});

	it('where none matches, the default model is chosen, else the strongest', async () => {
		expect(await choose([])).toEqual(unmatched);
		expect(await choose([ruleOf({ signals: [no] })], modelAt(1).id)).toMatchObject({ modelId: modelAt(1).id });
		expect(await choose([], 'gone/model')).toEqual(unmatched);
	});

	it.each<[string, Partial<Rule>, object]>([
		['all of its conditions', { combine: 'all', signals: [yes, no] }, unmatched],
		['any of its conditions', { combine: 'any', signals: [no, yes] }, matched],
		['none of any', { combine: 'any', signals: [no, no] }, unmatched],
		['no condition at all, all', { combine: 'all' }, matched],
		['no condition at all, any', { combine: 'any' }, matched],
		['the item too', { signals: [yes], item: 'holds' }, matched],
		['not without the item', { signals: [yes], item: 'fails' }, unmatched],
		['any: the item alone', { combine: 'any', signals: [no], item: 'holds' }, matched],
		['any: the signal alone', { combine: 'any', signals: [yes], item: 'fails' }, matched],
	])('a rule matches by %s', async (_, rule, chosen) => {
		expect(await choose([ruleOf(rule)])).toEqual(chosen);
	});

	const { words } = request.signals;
	it.each<[SignalCondition, boolean]>([
		[{ kind: 'at_least', signal: 'words', value: words }, true],
		[{ kind: 'at_least', signal: 'words', value: words + 1 }, false],
		[{ kind: 'at_most', signal: 'words', value: words }, true],
		[{ kind: 'at_most', signal: 'words', value: words - 1 }, false],
		[{ kind: 'one_of', signal: 'format', values: ['json', request.signals.format] }, true],
		[{ kind: 'one_of', signal: 'format', values: ['json'] }, false],
		[{ kind: 'one_of', signal: 'language', values: [] }, false],
	])('condition %j', async (condition, holds) => {
		expect(await choose([ruleOf({ signals: [condition] })])).toEqual(holds ? matched : unmatched);
	});

	it('a rule whose filter errs never routes, and stops those after it', async () => {
		expect(await choose([ruleOf({ item: 'error' }), ruleOf({ label: 'two' })])).toEqual({
			modelId: modelAt(2).id,
			reason: 'Rule "one" could not be evaluated, so the default model, branch 2',
		});
	});

	it('a rule whose model is switched off goes to the default model', async () => {
		expect(await choose([ruleOf({ modelId: 'gone/model' })])).toEqual({
			modelId: modelAt(2).id,
			reason: 'Rule "one" matched, but its model is not enabled, so the default model, branch 2',
		});
	});

	it('says what the policy hash must know', () => {
		const strategy = createRulesStrategy({ rules: [ruleOf()], defaultModelId: 'x', definition: ['as written'] });
		expect([strategy.name, strategy.settings, strategy.weightsVersion]).toEqual([
			'rules',
			{ rules: ['as written'], defaultModelId: 'x' },
			null,
		]);
	});
});
