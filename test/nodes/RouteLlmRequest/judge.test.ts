import { readFileSync } from 'node:fs';
import path from 'node:path';
import { JUDGE_DEFAULTS, JUDGE_LIMITS, choosesByField, judgeFields as others } from '../../../nodes/RouteLlmRequest/description/judge';
import { strategyFields } from '../../../nodes/RouteLlmRequest/description/strategy';
import { judgeSettings, type JudgeValues } from '../../../nodes/RouteLlmRequest/parameters/judge';
import { tierMapping } from '../../../router/strategies/judgeTiers';
import { ladderOf } from '../../support/requests';

const judgeFields = [choosesByField, ...others];

const settings = (over: Partial<JudgeValues> = {}) =>
	judgeSettings({ model: { from: 'registry', field: 'Judge Model', value: '' }, criteria: '', timeout: 15, ...over });
const model = (value: unknown) => ({ model: { from: 'registry' as const, field: 'Judge Model', value } });

describe('the judge’s settings', () => {
	it('are the weakest model, no criteria and 15 s where nothing is set', () => {
		expect(settings()).toEqual({ judge: { kind: 'weakest' }, criteria: '', timeoutMs: 15_000 });
		expect(settings(model(null))).toMatchObject({ judge: { kind: 'weakest' } });
	});

	it('are what is set', () => {
		expect(settings({ ...model(' openai/gpt-4o-mini '), criteria: ' Be strict. ', timeout: '2.5' })).toEqual({
			judge: { kind: 'id', modelId: 'openai/gpt-4o-mini' },
			criteria: 'Be strict.',
			timeoutMs: 2_500,
		});
	});

	it.each<[Partial<JudgeValues>, string]>([
		[model('gpt-4o-mini'), 'Judge Model: does not name its provider'],
		[model('openai/'), 'Judge Model: does not name its provider'],
		[model({}), 'Judge Model: is not text'],
		[{ criteria: 7 }, 'Extra Criteria: is not text'],
		[{ criteria: 'x'.repeat(JUDGE_LIMITS.criteriaChars + 1) }, 'Extra Criteria: has 4001 characters'],
		[{ timeout: 0 }, 'Judge Timeout: is 0'],
		[{ timeout: 121 }, 'Judge Timeout: is 121'],
		[{ timeout: 'soon' }, 'Judge Timeout: is not a number'],
	])('name the field that cannot be used: %j', (over, message) => {
		expect(() => settings(over)).toThrow(message);
	});
});

describe('the judge’s fields', () => {
	it('have the defaults that hidden ones count as', () => {
		const defaults = Object.fromEntries(
			judgeFields.filter(({ type }) => type !== 'notice').map(({ name, default: value }) => [name, value]),
		);
		expect(defaults).toEqual({ ...JUDGE_DEFAULTS, judgeModel: { mode: 'list', value: '' } });
	});

	it('show one model field, by where the models come from', () => {
		const shown = (name: string) => strategyFields.find((field) => field.name === name)?.displayOptions?.show;
		expect(shown('judgeModel')).toEqual({ strategy: ['llm_judge'], modelsFrom: ['registry'] });
		expect(shown('judgeRow')).toEqual({ strategy: ['llm_judge'], modelsFrom: ['connected'] });
		expect(judgeFields.map(({ name }) => shown(name)?.strategy)).toEqual(judgeFields.map(() => ['llm_judge']));
	});

	it('ask what the judge is asked above Threshold, whose meaning hangs on it', () => {
		const names = strategyFields.map(({ name }) => name);
		expect(names.indexOf('judgeChoosesBy')).toBeLessThan(names.indexOf('thresholdFrom'));
		expect(names.indexOf('judgeChoosesBy')).toBeGreaterThan(names.indexOf('strategy'));
	});

	it('let no item data into what the judge obeys', () => {
		expect(judgeFields.find(({ name }) => name === 'judgeCriteria')?.noDataExpression).toBe(true);
	});

	it('are explained in the docs with the tier mapping as it is', () => {
		const slots = (count: number) => tierMapping(ladderOf(count)).map(({ tier, modelId }) => `${tier} ${modelId}`);
		const text = readFileSync(path.join(__dirname, '../../../docs/choosing-a-strategy.md'), 'utf8');
		expect(slots(2)).toEqual(['trivial p/m0', 'easy p/m0', 'moderate p/m1', 'hard p/m1', 'expert p/m1']);
		expect(text).toContain('with two models, trivial and easy go to the weaker one and the rest to the stronger');
		expect(slots(3)).toEqual(['trivial p/m0', 'easy p/m1', 'moderate p/m1', 'hard p/m2', 'expert p/m2']);
		expect(text).toContain(
			'with three, trivial goes to the weakest, easy and moderate to the middle one, hard and expert to the strongest',
		);
	});
});
