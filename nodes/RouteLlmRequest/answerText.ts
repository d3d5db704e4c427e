import type { Answer } from '../../router/calls/client';
import type { Redactor } from '../../router/calls/redact';
import { valueWithoutKeys } from '../../router/calls/withoutKeys';
import { readJsonAnswer } from '../../router/request/jsonAnswer';
import { readJsonInText } from '../../router/quality/reading/jsonInText';

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

/** What the output field holds: the text, or what a format makes of it. */
export function outputOf(
	settings: Pick<NodeSettings, 'stripReasoning' | 'moreChecks' | 'format'>,
	redactor: Redactor,
): (answer: WrittenText) => string | object {
	const textOf = answerTextOf(settings);
	return (answer) => {
		const read = settings.format === null ? null : readJsonInText(answer.text);
		// Escapes that hid a key from whoever cleaned the text are undone by now.
		return read?.ok === true ? valueWithoutKeys(read.value, redactor.answer) : textOf(answer);
	};
}
