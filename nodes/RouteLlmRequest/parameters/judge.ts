import { ConfigError } from '../../../router/configError';
import { readSeconds, readText } from '../../shared/values';
import { LIMITS } from '../description/defaults';
import { JUDGE_LIMITS } from '../description/judge';
import type { JudgeSettings, ModelChoice, RunSettings } from '../settings';

/** What a judge's field holds, and of which kind of list it is. */
interface ChoiceValues {
	readonly from: RunSettings['modelsFrom'];
	readonly field: string;
	readonly value: unknown;
}

export interface JudgeValues {
	readonly model: ChoiceValues;
	readonly criteria: unknown;
	/** Seconds. */
	readonly timeout: unknown;
}

/** @throws ConfigError at the first that cannot be used. */
export function judgeSettings({ model, criteria, timeout }: JudgeValues): JudgeSettings {
	return {
		judge: readModelChoice(model),
		criteria: readCriteria(criteria),
		timeoutMs: readSeconds({ label: 'Judge Timeout', ...LIMITS.judgeTimeout }, timeout),
	};
}

/** Connected models go by their branch or `connected/<name>`; whether the list has them is looked up with the wires. */
export function readModelChoice({ from, field, value }: ChoiceValues): ModelChoice {
	const modelId = readText(field, value).trim();
	if (modelId === '') return { kind: 'weakest' };
	if (from === 'connected' || /^[^/\s]+\/.+$/.test(modelId)) return { kind: 'id', modelId };
	throw new ConfigError(
		field,
		'does not name its provider',
		'Write the model as provider/model, for example openai/gpt-4o-mini, or leave it empty for the weakest of the list.',
	);
}

/** Every character is paid with every item. */
function readCriteria(value: unknown): string {
	const criteria = readText('Extra Criteria', value).trim();
	if (criteria.length <= JUDGE_LIMITS.criteriaChars) return criteria;
	throw new ConfigError(
		'Extra Criteria',
		`has ${String(criteria.length)} characters`,
		`Use at most ${String(JUDGE_LIMITS.criteriaChars)}.`,
	);
}
