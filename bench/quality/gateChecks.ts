import type { CheckKind } from '../../nodes/RouteLlmRequest/description/checks';
import { createArithmeticCheck } from '../../router/quality/arithmetic';
import type { Check, CheckInput } from '../../router/quality/check';
import { createCodeParsesCheck } from '../../router/quality/codeParses';
import { runGate } from '../../router/quality/gate';
import { createLearnedScorerCheck } from '../../router/quality/learnedScorer';
import { notCutOff } from '../../router/quality/notCutOff';
import { notEmpty } from '../../router/quality/notEmpty';
import { createRefusalCheck } from '../../router/quality/refusal';
import { createRepetitionCheck } from '../../router/quality/repetition';
import { createSameLanguageCheck } from '../../router/quality/sameLanguage';
import type { ScorerWeights } from '../../router/quality/scorerWeights';
import { NO_LIMITS, type ModelSpec } from '../../router/registry/model';
import type { AnalyzedRequest } from '../../router/request/request';

/** The free checks the benchmark runs as one gate: all that need no setting of the user's. */
export function gateChecks(weights: ScorerWeights): readonly Check[] {
	return [notEmpty, notCutOff, ...Object.values(addedChecks(weights))];
}

/** Those of them a user adds under More Checks, by the value the panel stores. */
export function addedChecks(weights: ScorerWeights) {
	// The strongest's answers are stood in for in the replay of cascades, so nothing can be said of them.
	const severity = 'escalates' as const;
	return {
		arithmetic: createArithmeticCheck({ severity }),
		code_parses: createCodeParsesCheck({ severity }),
		learned_scorer: createLearnedScorerCheck({ severity, weights }),
		refusal: createRefusalCheck({ severity }),
		repetition: createRepetitionCheck({ severity }),
		same_language: createSameLanguageCheck({ severity }),
	} satisfies Partial<Record<CheckKind, Check>>;
}

/** What the gate says of an answer that came from no call. */
export async function gateAnswer(
	checks: readonly Check[],
	answered: { readonly request: AnalyzedRequest; readonly text: string; readonly model: string; readonly isStrongest?: boolean },
	acceptFrom: number,
) {
	return await runGate(checks, askOf(answered), acceptFrom);
}

function askOf({ request, text, model, isStrongest = false }: Parameters<typeof gateAnswer>[1]): CheckInput {
	return {
		request,
		model: { ...unknownModel, id: model, apiModel: model, branch: model },
		answer: { text, finish: 'stop', usage: null, servedBy: null, toolCalls: [], logProbs: null },
		call: {
			complete: () => Promise.reject(new Error('The benchmark calls no model.')),
			embed: () => Promise.reject(new Error('The benchmark calls no model.')),
		},
		isStrongest,
		timeoutMs: 0,
	};
}

const unknownModel: ModelSpec = {
	id: '',
	apiModel: '',
	slot: 1,
	rank: 0,
	branch: '',
	providerId: 'bench',
	keyId: 'bench',
	limitsKey: 'bench',
	contextTokens: null,
	maxOutputTokens: null,
	capabilities: null,
	limits: NO_LIMITS,
	price: null,
};
