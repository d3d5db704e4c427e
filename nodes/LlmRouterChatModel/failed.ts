import { NodeOperationError, type INode } from 'n8n-workflow';

import { isConfigError } from '../../router/configError';
import type { RouteResult } from '../../router/routeTypes';
import { fixFor } from '../RouteLlmRequest/fallen';

import type { PreparedRun } from '../RouteLlmRequest/prepare';

/** What the consumer is told where nobody answered: every model and its reason, free of keys. */
export function failedError(node: INode, { redactor }: Pick<PreparedRun, 'redactor'>, { outcome, attempts }: RouteResult): Error {
	if (outcome.kind === 'cancelled') return stopped();
	if (outcome.kind !== 'fallback') return new Error('An answer is no failure');
	const wasShown = attempts.at(-1)?.delivered === true;
	const what = wasShown ? 'The answer broke off after part of it had been shown' : 'No model answered';
	const message = `${what}: ${redactor.message(outcome.message)}`;
	const description = wasShown ? SHOWN : fixFor(outcome.failure);
	const error = new NodeOperationError(node, message, { description, functionality: 'configuration-node' });
	// n8n has a sentence of its own for a message that holds a code such as ECONNRESET, in place of all it says.
	return Object.assign(error, { message });
}

const SHOWN =
	'Another model cannot answer behind it. To have whole answers only, turn on Buffer Until Checked under Quality Checks, or turn off Enable Streaming in the node that asks.';

/** As n8n and LangChain know a call that somebody has stopped. */
export function stopped(): Error {
	return Object.assign(new Error('The execution was stopped'), { name: 'AbortError' });
}

/** n8n's own errors, such as of a failed expression or a missing credential, name their field already. */
export function asNodeError(node: INode, error: unknown): NodeOperationError {
	if (error instanceof NodeOperationError) return error;
	const message = error instanceof Error ? error.message : String(error);
	return new NodeOperationError(node, isConfigError(error) ? message : error instanceof Error ? error : message, {
		functionality: 'configuration-node',
	});
}
