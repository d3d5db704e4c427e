import type { ResponseFormat } from '../request/request';

import type { Check, CheckResult } from './check';
import { passes, rejects } from './freeCheck';
import { createSchemaJudge } from './jsonSchema';
import { readJsonInText } from './reading/jsonInText';

/**
 * Rejects an answer that is not of the format it was asked for, however low the bar is set: what goes on with it takes it
 * for an object. Unlike other checks it judges an answer of tool calls alone, too. Throws as `createJsonSchemaCheck`.
 */
export function createResponseFormatCheck(format: ResponseFormat): Check {
	const judge = format.kind === 'json_schema' ? createSchemaJudge(format.schema) : () => passes('is JSON');
	return {
		name: 'Response Format',
		severity: 'must_pass',
		remedy: 'stronger',
		cost: 'free',
		needsLogProbs: false,
		settings: format,
		async run({ answer }): Promise<CheckResult> {
			const read = readJsonInText(answer.text);
			return read.ok ? judge(read.value) : rejects(read.why, read.where);
		},
	};
}
