import { kindOf } from '../features/kind';
import { hardnessScore } from '../request/hardness/hardness';
import { readSignals } from '../request/readSignals';
import type { AnalyzedRequest } from '../request/request';
import { lastUserTurn, readUserText } from '../request/userText';

import type { Work } from './sessionState';

/**
 * What the last user turn asks for, with the proposal it answers and without the turns before: a conversation that has
 * changed its subject would else look for three more turns like what it was. `null`: it says nothing but thanks or hello.
 */
export function workOf({ request, signals }: AnalyzedRequest): Work | null {
	const last = lastUserTurn(request.messages);
	const earlier = request.messages.findLastIndex(({ role }, index) => index < last && role === 'user');
	const read = readUserText({ ...request, messages: request.messages.slice(earlier + 1) });
	const found = readSignals(read, request.wantsJsonSchema, { request: signals.requestTokens, lastTurn: signals.lastTurnTokens });
	return found.words === 0 ? null : { kind: kindOf(found), hardness: hardnessScore(found.hardness) };
}

/** Whether the work is of another sort than it was, and lighter: by its kind, or by how hard it looks alone. */
export function isLighter(now: Work, before: Work): boolean {
	const fell = before.hardness - now.hardness;
	return fell >= FELL_FAR || (now.kind !== before.kind && fell >= FELL);
}

/** Scores of requests run from -2.3 to 2.3. */
const FELL_FAR = 1.5;
const FELL = 0.5;
