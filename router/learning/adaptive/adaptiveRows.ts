import { AUDIT_SOURCE, type LoggedDecision } from '../../ledger/feedbackPort';
import type { Outcome } from '../../ledger/outcome';
import type { ModelId } from '../../registry/model';

import type { AdaptiveRow } from './adaptiveState';

/** What the adaptive strategy can learn of one decision; none where nothing was predicted or it only came back. */
export function adaptiveRowsOf(decision: LoggedDecision): AdaptiveRow[] {
	const { signals, forcedBy } = decision;
	const firstChoice = firstChoiceOf(decision);
	// An item that came back failed once already: it is harder than the rest, and its first choice is no first one.
	if (signals === null || firstChoice === null || forcedBy === 're_entry') return [];
	const candidates = decision.candidates.map(({ modelId, prior, quality, propensity }) => ({
		modelId,
		prior: prior ?? quality,
		propensity,
	}));
	return outcomesOf(decision).map((outcome) => ({ signals, candidates, firstChoice, outcome }));
}

function firstChoiceOf({ attempts, result }: LoggedDecision): ModelId | null {
	return attempts[0]?.modelId ?? (result.kind === 'routed' ? result.modelId : null);
}

/** Several people rate one answer, and they are not several answers: they count as one, with their mean. */
function outcomesOf({ outcomes, tuning }: LoggedDecision): AdaptiveRow['outcome'][] {
	const groups = new Map<string, Outcome[]>();
	for (const outcome of outcomes) {
		// A correction holds for all requests of a kind. Auto-Tune compares only the easy ones among them, whatever their weight.
		if (tuning !== null && kindOf(outcome) === 'compared') continue;
		const key = `${kindOf(outcome)} ${outcome.modelId}`;
		groups.set(key, [...(groups.get(key) ?? []), outcome]);
	}
	return [...groups.values()].flatMap((group) => {
		const [first] = group;
		if (first === undefined) return [];
		const score = group.reduce((sum, outcome) => sum + outcome.score, 0) / group.length;
		return [{ modelId: first.modelId, score, kind: kindOf(first), inclusionProbability: first.inclusionProbability }];
	});
}

/** An audit compares with the strongest's answer; all others look at one answer alone. */
function kindOf({ source }: Outcome): AdaptiveRow['outcome']['kind'] {
	return source === AUDIT_SOURCE ? 'compared' : 'rated';
}
