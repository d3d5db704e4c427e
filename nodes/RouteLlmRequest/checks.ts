import type { Policy } from '../../router/policy';
import { createArithmeticCheck } from '../../router/quality/arithmetic';
import type { Check } from '../../router/quality/check';
import { createCodeParsesCheck } from '../../router/quality/codeParses';
import { createConfidenceCheck } from '../../router/quality/confidence';
import { createContainsCheck } from '../../router/quality/contains';
import { createJsonSchemaCheck } from '../../router/quality/jsonSchema';
import { createLearnedScorerCheck } from '../../router/quality/learnedScorer';
import { createLengthCheck } from '../../router/quality/length';
import { createLlmJudgeCheck } from '../../router/quality/llmJudgeCheck';
import { createMatchesCheck } from '../../router/quality/matches';
import { notCutOff } from '../../router/quality/notCutOff';
import { notEmpty } from '../../router/quality/notEmpty';
import { createReferenceCheck } from '../../router/quality/reference';
import { createRefusalCheck } from '../../router/quality/refusal';
import { createRepetitionCheck } from '../../router/quality/repetition';
import { createResponseFormatCheck } from '../../router/quality/responseFormat';
import { createSameLanguageCheck } from '../../router/quality/sameLanguage';
import { createSelfConsistencyCheck } from '../../router/quality/selfConsistency';
import { shippedScorer } from '../../router/quality/shippedScorer';
import { createValidJsonCheck } from '../../router/quality/validJson';
import type { ModelSpec } from '../../router/registry/model';
import { z } from '../../vendor/zod';

import type { CheckSettings, FormatSettings, ModelChoice, NodeSettings } from './settings';

export interface CheckDeps {
	/** The model a judge is to be. */
	readonly judgeOf: (choice: ModelChoice) => ModelSpec;
	/** Takes keys out of what a judge said. */
	readonly clean: (text: string) => string;
}

/**
 * Makes each item's checks, in the order of the panel. Rows that are the same for all items are made once: a
 * pattern, a schema or a reference is dear to read.
 */
export function createChecks(deps: CheckDeps): (settings: NodeSettings) => readonly Check[] {
	const made = new WeakMap<readonly CheckSettings[], Map<number, readonly Check[]>>();
	const more = (rows: readonly CheckSettings[], policy: Policy): readonly Check[] => {
		const byBar = made.get(rows) ?? new Map<number, readonly Check[]>();
		made.set(rows, byBar);
		const checks = byBar.get(policy.acceptFrom) ?? rows.map((row) => asWritten(checkOf(row, deps, policy), row));
		byBar.set(policy.acceptFrom, checks);
		return checks;
	};
	const formats = new WeakMap<FormatSettings, Check>();
	const ofFormat = (settings: FormatSettings): Check => {
		const check = formats.get(settings) ?? formatCheckOf(settings);
		formats.set(settings, check);
		return check;
	};
	return ({ checks, format, moreChecks, policy }) => [
		...(checks.notEmpty ? [notEmpty] : []),
		...(checks.notCutOff ? [notCutOff] : []),
		...(format === null ? [] : [ofFormat(format)]),
		...more(moreChecks, policy),
	];
}

function formatCheckOf({ format, written }: FormatSettings): Check {
	const check = createResponseFormatCheck(format);
	return written === undefined ? check : { ...check, settings: { written } };
}

const settingsSchema = z.record(z.unknown()).catch({});

/** One policy, whatever each item brings along: its hash is of the row with its expressions, not of what they came to. */
function asWritten(check: Check, row: CheckSettings): Check {
	if (row.written === undefined) return check;
	const own = Object.entries(settingsSchema.parse(check.settings)).filter(([name]) => !(name in row));
	return { ...check, settings: { ...Object.fromEntries(own), written: row.written } };
}

function checkOf(settings: CheckSettings, { judgeOf, clean }: CheckDeps, { acceptFrom }: Policy): Check {
	switch (settings.kind) {
		case 'arithmetic':
			return createArithmeticCheck(settings);
		case 'code_parses':
			return createCodeParsesCheck(settings);
		case 'confidence':
			return createConfidenceCheck(settings);
		case 'contains':
			return createContainsCheck(settings);
		case 'json_schema':
			return createJsonSchemaCheck(settings);
		case 'learned_scorer':
			return createLearnedScorerCheck({ ...settings, weights: shippedScorer() });
		case 'length':
			return createLengthCheck(settings);
		case 'llm_judge':
			return createLlmJudgeCheck({ ...settings, judge: judgeOf(settings.judge), clean });
		case 'matches':
			return createMatchesCheck(settings);
		case 'reference':
			return createReferenceCheck(settings);
		case 'refusal':
			return createRefusalCheck(settings);
		case 'repetition':
			return createRepetitionCheck(settings);
		case 'same_language':
			return createSameLanguageCheck(settings);
		case 'self_consistency':
			// Where nothing can be rejected, one sample that agrees settles it.
			return createSelfConsistencyCheck({ ...settings, acceptFrom: Math.max(acceptFrom, Number.EPSILON) });
		case 'valid_json':
			return createValidJsonCheck(settings);
	}
}
