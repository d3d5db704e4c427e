import type { Attempt } from '../calls/attempt';
import type { Answer } from '../calls/client';
import { withReasoningApart } from '../calls/reasoning';
import type { ModelId, ModelSpec } from '../registry/model';
import type { RequestTrace, RouteOptions, RouteOutcome } from '../routeTypes';

import { howItFailed } from './explain';

/** What came of a request. */
export function outcomeOf(options: RouteOptions, trace: RequestTrace): RouteOutcome {
	if (trace.kind !== 'routed') {
		return { kind: 'fallback', failure: trace.kind, message: trace.message ?? trace.reason, draft: null };
	}
	const { attempts, end } = trace.execution;
	if (end.kind === 'routed') {
		return { kind: 'routed', model: modelOf(options, end.modelId), degraded: end.degraded };
	}
	if (end.kind === 'give_up') {
		if (end.reason === 'cancelled') return { kind: 'cancelled' };
		const draft = end.draft === null ? null : draftOf(attempts[end.draft]);
		return {
			kind: 'fallback',
			failure: end.reason,
			message: howItFailed(trace, end.reason),
			draft,
		};
	}
	const answered = attempts[end.attempt];
	if (answered?.result.kind !== 'answered') throw new Error('nextStep took an attempt that has no answer');
	const { answer } = answered.result;
	return { kind: 'answered', model: modelOf(options, answered.modelId), answer, degraded: end.degraded };
}

/** An answer that was rejected, or what came of one before it broke off. */
function draftOf(attempt: Attempt | undefined): Extract<RouteOutcome, { kind: 'fallback' }>['draft'] {
	if (attempt === undefined) return null;
	const { modelId, result } = attempt;
	if (result.kind === 'answered') return { modelId, ...wordsOf(result.answer) };
	if (result.kind !== 'failed' || result.partial === undefined) return null;
	return { modelId, ...wordsOf(withReasoningApart({ text: result.partial }, '')) };
}

function modelOf(options: RouteOptions, modelId: ModelId): ModelSpec {
	const model = options.models.find(({ id }) => id === modelId);
	if (model === undefined) throw new Error(`${modelId} was chosen but is not enabled`);
	return model;
}

function wordsOf({ text, written }: Pick<Answer, 'text' | 'written'>): Pick<Answer, 'text' | 'written'> {
	return { text, ...(written !== undefined && { written }) };
}
