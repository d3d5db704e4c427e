import type { IExecuteFunctions } from 'n8n-workflow';

import { ConfigError } from '../../../router/configError';
import { JUDGE_DEFAULTS, JUDGE_LIMITS } from '../description/judge';
import { readChoice, readNumber, readText } from './values';

const MS_PER_SECOND = 1000;

export interface JudgeSettings {
	readonly judge: { readonly kind: 'weakest' } | { readonly kind: 'id'; readonly modelId: string };
	/** May be empty. */
	readonly criteria: string;
	readonly timeoutMs: number;
}

/** The LLM Judge strategy's own fields. @throws ConfigError at the first that cannot be used. */
export function readJudge(ctx: IExecuteFunctions, itemIndex: number): JudgeSettings {
	const get = (name: keyof typeof JUDGE_DEFAULTS, extractValue = false): unknown =>
		ctx.getNodeParameter(name, itemIndex, JUDGE_DEFAULTS[name], { extractValue });
	const from = readChoice('Models From', ['registry', 'connected'], ctx.getNodeParameter('modelsFrom', 0, 'registry'));
	return judgeSettings({
		model: from === 'registry' ? { field: 'Judge Model', value: get('judgeModel', true) } : { field: 'Judge Model Name or ID', value: get('judgeRow') },
		criteria: get('judgeCriteria'),
		timeout: get('judgeTimeout'),
	});
}

export interface JudgeValues {
	readonly model: { readonly field: string; readonly value: unknown };
	readonly criteria: unknown;
	/** Seconds. */
	readonly timeout: unknown;
}

/** The same of the plain values. */
export function judgeSettings({ model, criteria, timeout }: JudgeValues): JudgeSettings {
	return {
		judge: readJudgeModel(model.field, model.value),
		criteria: readCriteria(criteria),
		timeoutMs: Math.round(readNumber({ label: 'Judge Timeout', whole: false, ...JUDGE_LIMITS.judgeTimeout }, timeout) * MS_PER_SECOND),
	};
}

function readJudgeModel(field: string, value: unknown): JudgeSettings['judge'] {
	const modelId = readText(field, value).trim();
	if (modelId === '') return { kind: 'weakest' };
	if (/^[^/\s]+\/.+$/.test(modelId)) return { kind: 'id', modelId };
	throw new ConfigError(field, 'does not name its provider', 'Write the model as provider/model, for example openai/gpt-4o-mini, or leave it empty for the weakest of the list.');
}

/** Every character is paid with every item. */
function readCriteria(value: unknown): string {
	const criteria = readText('Extra Criteria', value).trim();
	if (criteria.length <= JUDGE_LIMITS.criteriaChars) return criteria;
	throw new ConfigError('Extra Criteria', `has ${String(criteria.length)} characters`, `Say it in at most ${String(JUDGE_LIMITS.criteriaChars)}.`);
}
