import type { CallResult, MeteredCall, ModelRequest, SidePurpose } from '../calls/client';
import type { Failure } from '../calls/failure';
import { SETTING_PARAMETERS } from '../calls/sentParameters';

export interface Completed {
	readonly result: CallResult;
	/** What the model has refused, the request's own `omit` included: the next call may leave it out at once. */
	readonly omit: readonly string[];
}

/**
 * One call, asked again without a parameter the model refuses: once for each, and only for what an answer can do
 * without; and once with the output limit it names. All else that fails is returned as it came.
 */
export async function completeWithoutRefused(call: MeteredCall, purpose: SidePurpose, request: ModelRequest): Promise<Completed> {
	let { omit, maxOutputTokens } = request;
	for (;;) {
		const result = await call.complete(purpose, { ...request, omit, maxOutputTokens });
		if (result.ok) return { result, omit };
		const { outputLimit } = result.failure;
		if (outputLimit !== undefined && maxOutputTokens === request.maxOutputTokens) {
			maxOutputTokens = outputLimit.tokens;
			continue;
		}
		const refused = refusedBy(result.failure, request, omit);
		if (refused === null) return { result, omit };
		omit = [...omit, refused];
	}
}

const OPTIONAL = ['response_format', 'temperature', 'max_completion_tokens', 'max_tokens', ...SETTING_PARAMETERS];

function refusedBy(failure: Failure, request: ModelRequest, omit: readonly string[]): string | null {
	const left = [...OPTIONAL, ...Object.keys(request.settings?.extraBody ?? {})].filter((name) => !omit.includes(name));
	if (failure.kind === 'unsupported' && failure.parameter !== null) {
		return left.find((name) => namesIt(failure.parameter, name)) ?? null;
	}
	// Some refuse a schema without naming it ("this response_format type is unavailable"), as any invalid request.
	const unnamed = failure.kind === 'unsupported' || (failure.kind === 'refused' && REFUSALS.has(failure.httpStatus));
	return unnamed && request.responseFormat !== null && left.includes('response_format') ? 'response_format' : null;
}

const REFUSALS: ReadonlySet<number | null> = new Set([400, 422]);

/** `response_format.json_schema` is a part of `response_format`. */
function namesIt(parameter: string | null, name: string): boolean {
	return parameter === name || parameter?.startsWith(`${name}.`) === true;
}
