import { classifyRefusal, type Callee } from '../../../router/calls/classify';
import type { FailureKind } from '../../../router/calls/failure';

const callee: Callee = { name: 'Acme', redact: (text) => text };
const NOW = Date.parse('2026-03-01T12:00:00Z');

const kindOf = (status: number, body: unknown) => classifyRefusal(callee, { status, headers: {}, body }, NOW).kind;

/** Each shape in which a message, a code and a type come back. */
const SHAPES: Readonly<Record<string, (message: string, code: string | null) => unknown>> = {
	OpenAI: (message, code) => ({ error: { message, type: 'invalid_request_error', param: null, code } }),
	Anthropic: (message, code) => ({ type: 'error', error: { type: code ?? 'invalid_request_error', message } }),
	Google: (message, code) => [
		{ error: { code: 400, message, status: 'INVALID_ARGUMENT', details: code === null ? [] : [{ reason: code }] } },
	],
	bare: (message, code) => ({ error: message, code }),
	'problem+json': (message, code) => ({ title: 'Bad Request', status: 400, type: code ?? 'about:blank', detail: message }),
	OpenRouter: (message, code) => ({
		error: {
			message: 'Provider returned error',
			code: 400,
			metadata: { raw: JSON.stringify({ error: { message, code } }), provider_name: 'P' },
		},
	}),
	LiteLLM: (message, code) => ({
		error: {
			message: `litellm.BadRequestError: PException - Error code: 400 - {'error': {'message': "${message}", 'type': 'x', 'code': '${code ?? ''}'}}`,
			type: null,
			param: null,
			code: '400',
		},
	}),
	Bifrost: (message, code) => ({
		error: {
			is_bifrost_error: false,
			status_code: 400,
			error: { type: '', message, code },
			extra_fields: { provider: 'p', model_requested: 'm' },
		},
	}),
	'words in the parameter': (message, code) => ({ error: { message: 'Param Incorrect', type: 'upstream_error', param: message, code } }),
	'JSON in the message': (message, code) => ({ error: { message: JSON.stringify({ error: { message, code } }), code: 400 } }),
};

/** What providers write with a 400, in our words after theirs. */
const REQUESTS: Readonly<Partial<Record<FailureKind, readonly [message: string, code?: string][]>>> = {
	context_too_long: [
		['The prompt of 70,210 tokens exceeds the context window of this model'],
		['prompt token count of 140000 exceeds the limit of 128000'],
		['request (66202 tokens) exceeds the available context size (65536 tokens), try increasing it'],
		['Your request exceeded model token limit: 262144 (requested: 300000)'],
		['Input length 131393 exceeds the maximum allowed input length of 131040 tokens.'],
		['input is too long'],
		['Too many input tokens in this conversation'],
		['tokens to keep from the initial prompt is greater than the context length'],
		['something went wrong', 'context_length_exceeded'],
		['something went wrong', 'exceed_context_size_error'],
	],
	content_policy: [
		['Input text data may contain inappropriate content.'],
		['Your request was blocked by our content safety policy'],
		['This content was flagged for possible cybersecurity risk'],
		["Invalid prompt: we've limited access to this content for safety reasons."],
		['The request was rejected because it was considered high risk'],
		['Content violates usage guidelines. Failed check: SAFETY_CHECK_TYPE_X'],
		['input new_sensitive'],
		['The answer was flagged by a filter'],
		['no', 'data_inspection_failed'],
		['no', 'InputTextSensitiveContentDetected'],
		['no', 'content_policy_violation'],
	],
	quota_exhausted: [
		['Your account has reached its monthly spending limit'],
		['Your organization has hit its usage cap until the first of next month'],
		['You have run out of credits; top up your balance to continue'],
		['The budget of this virtual key is used up'],
		['Account suspended: unpaid invoices'],
		['Free quota for this key has been exhausted'],
		['Insufficient balance'],
		['no', 'insufficient_quota'],
		['no', 'budget_exceeded'],
		['no', 'AllocationQuota.FreeTierOnly'],
	],
	model_not_found: [
		['The model `alpha-1` has been retired. Use alpha-2.'],
		['This model reached its end of life in May'],
		['Model alpha-1 is no longer available'],
		['Unknown model: alpha-9'],
		['Invalid model name passed in model=alpha-9'],
		['The provided model identifier is invalid.'],
		["You don't have access to the model with the specified model ID."],
		['Please accept the terms of this model in the console'],
		['no', 'model_decommissioned'],
		['no', 'ModelDeprecated'],
	],
	auth: [
		['API key not valid. Please pass a valid API key.'],
		['Your country or region is not supported'],
		['This organization has been disabled.'],
		['no', 'API_KEY_INVALID'],
		['no', 'unsupported_country_region_territory'],
	],
	misconfigured: [
		['This model is only served from API version 2025-04-01-preview on'],
		['Unsupported api-version: 2023-01-01'],
		['no', 'InvalidApiVersionParameter'],
	],
	unsupported: [
		['this model does not support image input'],
		['Image input is not supported by alpha-1'],
		['Failed to deserialize the JSON body: unknown variant `image_url`, expected `text`'],
		['alpha-1 is not a multimodal model'],
		['At most 0 image(s) may be provided in one request.'],
		['No endpoints found that can handle the requested parameters.'],
		['Tool use is not supported here'],
	],
	bad_request: [
		["Invalid 'messages': empty array.", 'empty_array'],
		['messages must not be empty'],
		['messages: at least one message is required'],
		['Invalid base64 image_url'],
	],
	overloaded: [['The model is overloaded, come back later'], ['no', 'capacity_exceeded']],
	too_large_for_limit: [
		['Request too large for alpha on tokens per minute (TPM): Limit 8000, Requested 12328'],
		['This request exceeds the limit of 30000 tokens per minute'],
	],
	rate_limited: [
		['slow down', 'rate_limit_exceeded'],
		['slow down', 'ThrottlingException'],
	],
	refused: [
		['Corrupted thought signature.'],
		['A flagged upload is no valid file'],
		['Something about this request is wrong'],
		['image exceeds 5 MB maximum: 6291456 bytes > 5242880 bytes'],
		['Unable to process input image. Please retry or report'],
		['The last message must be from the user'],
		["Response input messages must contain the word 'json' in some form"],
		['messages.3: role must alternate'],
	],
};

describe.each(Object.entries(REQUESTS))('%s, whatever wraps it', (kind, rows) => {
	test.each((rows ?? []).map(([message, code = null]) => ({ message, code })))('$message $code', ({ message, code }) => {
		const read = Object.entries(SHAPES).map(([shape, make]) => [shape, kindOf(400, make(message, code))]);
		expect(Object.fromEntries(read)).toEqual(Object.fromEntries(Object.keys(SHAPES).map((shape) => [shape, kind])));
	});
});
