import type { Answer } from '../../router/calls/client';
import { readJsonAnswer } from '../../router/quality/reading/jsonAnswer';

import type { NodeSettings } from './settings';

export type WrittenText = Pick<Answer, 'text' | 'written'>;

/** The text of an answer as the item has it: with its reasoning or without, and where JSON is wanted without a fence around it. */
export function answerTextOf({
	stripReasoning,
	moreChecks,
}: Pick<NodeSettings, 'stripReasoning' | 'moreChecks'>): (answer: WrittenText) => string {
	const wantsJson = moreChecks.some(({ kind }) => kind === 'valid_json' || kind === 'json_schema');
	return ({ text, written }) => {
		if (!stripReasoning && written !== undefined) return written;
		const json = wantsJson ? readJsonAnswer(text) : null;
		return json?.ok === true ? json.text : text;
	};
}
