import type { Check, CheckResult } from '../../router/quality/check';
import type { Message } from '../../router/request/request';
import { analyze } from '../../router/request/analyze';
import { requestOf, user } from './requests';
import { answerOf, askOf } from './routing';

/** What a check says of an answer to a prompt. */
export async function judge(check: Check, text: string, prompt = 'hi', ...before: readonly Message[]): Promise<CheckResult> {
	return await check.run({ ...askOf(answerOf(text)), request: analyze(requestOf(...before, user(prompt))) });
}

/** Its score, or the kind of result where it gave none. */
export async function scoreOf(check: Check, text: string, prompt?: string, ...before: readonly Message[]): Promise<number | string> {
	const result = await judge(check, text, prompt, ...before);
	return result.kind === 'score' ? result.score : result.kind;
}
