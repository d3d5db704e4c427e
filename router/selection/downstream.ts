import { type Failure, FAILURE_RULES } from '../calls/failure';

/** Route Only: the call was made outside, and the item came back. */
export function downstreamFailure(): Failure {
	return {
		kind: 'downstream',
		scope: FAILURE_RULES.downstream.scope,
		httpStatus: null,
		parameter: null,
		retryAfterMs: null,
		// Whoever called paid; it is not this node's bill.
		billed: false,
		retryable: false,
		message: 'the item came back from this branch',
		summary: 'the item came back from this branch',
	};
}
