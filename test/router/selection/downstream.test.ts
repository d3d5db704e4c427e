import { downstreamFailure } from '../../../router/selection/downstream';

it('an item that came back is the model’s failure, never billed and never retried, and says so', () => {
	const words = 'the item came back from this branch';
	expect(downstreamFailure()).toEqual({
		kind: 'downstream',
		scope: 'model',
		httpStatus: null,
		parameter: null,
		retryAfterMs: null,
		billed: false,
		retryable: false,
		message: words,
		summary: words,
	});
});
