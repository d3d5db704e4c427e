import type { Check } from './check';
import { freeCheck, type FreeCheckOptions, passes, rejects } from './freeCheck';
import { readJsonAnswer } from '../request/jsonAnswer';

/** Rejects an answer that is not JSON: its whole text, or one fenced block that is the whole answer. */
export function createValidJsonCheck(options: FreeCheckOptions): Check {
	return freeCheck('Valid JSON', options, null, ({ answer }) =>
		readJsonAnswer(answer.text).ok ? passes('is valid JSON') : rejects('the answer is not valid JSON'),
	);
}
