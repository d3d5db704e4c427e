import type { RouterContext } from '../../shared/context';

import { ConfigError } from '../../../router/configError';
import { SEVERITIES } from '../../../router/quality/check';
import { compileRegex } from '../../../router/quality/matches';
import { z } from '../../../vendor/zod';
import { hasExpression, located, readBoolean, readChoice, readNumber, readSeconds, readText } from '../../shared/values';
import { CHECK_KINDS } from '../description/checks';
import { LIMITS } from '../description/defaults';
import { JUDGE_DEFAULTS } from '../description/judge';
import type { CheckSettings, ModelChoice, RunSettings } from '../settings';
import { readJsonSchema } from './jsonSchema';
import { readModelChoice } from './judge';
import { storedAt } from './panel';

const CHECKS = 'qualityChecks.checks';

/** Reads More Checks for one item; what no expression can change is read once. */
export type ChecksReader = (itemIndex: number) => readonly CheckSettings[];

const rowsSchema = z.array(z.record(z.unknown()));

export function createChecksReader(ctx: RouterContext, modelsFrom: RunSettings['modelsFrom']): ChecksReader {
	const varies = hasExpression(storedAt(ctx, CHECKS));
	const stored = rowsSchema.safeParse(ctx.getNodeParameter(`${CHECKS}.values`, 0, [], { rawExpressions: true })).data ?? [];
	const read = (itemIndex: number) => {
		const rows = rowsSchema.safeParse(ctx.getNodeParameter(`${CHECKS}.values`, itemIndex, []));
		if (!rows.success) throw new ConfigError('More Checks', 'cannot be read', 'Delete the checks and add them again.');
		const where = varies ? ` (item ${String(itemIndex)})` : '';
		return rows.data.map((row, index) => {
			const check = readCheck(row, { field: `More Checks, check ${String(index + 1)}`, where, modelsFrom });
			return hasExpression(stored[index]) ? { ...check, written: stored[index] } : check;
		});
	};
	const fixed = varies ? null : read(0);
	return (itemIndex) => fixed ?? read(itemIndex);
}

type Row = Record<string, unknown>;

interface Place {
	readonly field: string;
	/** Which item, where an expression makes them differ. */
	readonly where: string;
	readonly modelsFrom: RunSettings['modelsFrom'];
}

function readCheck(row: Row, { field, where, modelsFrom }: Place): CheckSettings {
	const severity = readChoice(`${field}, Severity`, SEVERITIES, row.severity ?? 'counts');
	const kind = readChoice(`${field}, Check`, CHECK_KINDS, row.check ?? 'refusal');
	const base = { severity } as const;
	switch (kind) {
		case 'contains':
			return { ...base, kind, ...readContains(row, field, where) };
		case 'matches':
			return { ...base, kind, ...readMatches(row, field, where) };
		case 'length':
			return { ...base, kind, ...readLength(row, field, where) };
		case 'json_schema':
			return { ...base, kind, schema: readJsonSchema(`${field}, Schema${where}`, row.schema ?? '{"type": "object"}') };
		case 'reference':
			return { ...base, kind, reference: readText(`${field}, Reference Text`, row.reference, where) };
		case 'llm_judge':
			return { ...base, kind, judge: readJudgeOf(row, field, modelsFrom), ...readJudging(row, field, where) };
		case 'self_consistency':
			return { ...base, kind, ...readSampling(row, field, where) };
		default:
			return { ...base, kind };
	}
}

function readContains(row: Row, field: string, where: string) {
	const texts = readText(`${field}, Texts`, row.texts, where)
		.split('\n')
		.map((text) => text.trim())
		.filter((text) => text !== '');
	if (texts.length === 0) throw new ConfigError(`${field}, Texts${where}`, 'is empty', 'Write what the answer must contain, one per line.');
	return {
		texts,
		mode: readChoice(`${field}, Which of Them`, ['all', 'any'] as const, row.containsMode ?? 'all'),
		caseSensitive: readBoolean(`${field}, Case Sensitive`, row.caseSensitive ?? false, where),
	};
}

function readMatches(row: Row, field: string, where: string) {
	const pattern = readText(`${field}, Pattern`, row.pattern, where);
	const label = `${field}, Pattern${where}`;
	if (pattern === '') throw new ConfigError(label, 'is empty', 'Write a regular expression.');
	const compiled = compileRegex(pattern);
	if (!compiled.ok)
		throw new ConfigError(
			label,
			`is not a valid regular expression: ${compiled.why}`,
			'Correct it; look-ahead and back-references are not supported.',
		);
	return { pattern, must: readChoice(`${field}, The Answer`, ['match', 'not_match'], row.mustMatch ?? 'match') };
}

function readLength(row: Row, field: string, where: string) {
	const number = (label: string, value: unknown) =>
		readNumber({ label: `${field}, ${label}`, min: 0, max: Infinity, whole: true }, value ?? 0, where);
	const [min, max] = [number('At Least', row.minLength), number('At Most', row.maxLength)];
	if (min === 0 && max === 0) throw new ConfigError(`${field}, At Least${where}`, 'is 0, and so is At Most', 'Set one of them.');
	if (max !== 0 && min > max)
		throw new ConfigError(`${field}, At Least${where}`, `is ${String(min)}, more than At Most`, 'Set it to at most that number.');
	const unit = readChoice(`${field}, Counted In`, ['characters', 'words'] as const, row.lengthUnit ?? 'words');
	return { unit, min: min === 0 ? null : min, max: max === 0 ? null : max };
}

function readJudgeOf(row: Row, field: string, from: RunSettings['modelsFrom']): ModelChoice {
	if (from === 'connected') return readModelChoice({ from, field: `${field}, Judge`, value: row.judgeRow });
	return readModelChoice({ from, field: `${field}, Judge Model`, value: located(row.judgeModel ?? '') });
}

function readJudging(row: Row, field: string, where: string) {
	return {
		criteria: readText(`${field}, Criteria`, row.criteria, where).trim(),
		timeoutMs: readSeconds(
			{ label: `${field}, Judge Timeout`, ...LIMITS.judgeTimeout },
			row.judgeTimeout ?? JUDGE_DEFAULTS.judgeTimeout,
			where,
		),
	};
}

function readSampling(row: Row, field: string, where: string) {
	const number = (label: string, limits: { min: number; max: number }, value: unknown) =>
		readNumber({ label: `${field}, ${label}`, whole: true, ...limits }, value, where);
	return {
		samples: number('Samples', LIMITS.samples, row.samples ?? 3),
		maxOutputTokens: number('Tokens per Sample', LIMITS.sampleTokens, row.sampleTokens ?? 256),
	};
}
