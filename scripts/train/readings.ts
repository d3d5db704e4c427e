import { readDense } from '../../router/request/hardness/denseFeatures';
import { readFragments } from '../../router/request/hardness/fragments';
import { expertPrior, isExam } from '../../router/request/hardness/hardness';
import { countSignals } from '../../router/request/readSignals';
import { scan } from '../../router/request/scan';
import { readUserText } from '../../router/request/userText';
import { requestOf } from './examples';

/** What the hardness of a request is computed from, kept. Read without the tables that are about to be made. */
export interface Reading {
	readonly fragments: Int32Array;
	readonly names: Int32Array;
	readonly dense: Float64Array;
	readonly words: number;
	/** What the written rule for short expert questions adds. */
	readonly prior: number;
	readonly exam: boolean;
}

export function readPrompt(prompt: string): Reading {
	const userText = readUserText(requestOf(prompt));
	const found = scan(userText.text, userText.lastTurnStart);
	const signals = countSignals(found, { userText, wantsJsonSchema: false, tokens: { request: 0, lastTurn: 0 } });
	const dense = readDense(userText.text, signals, found).slice();
	const { indices, count, names, nameCount } = readFragments(found, userText.lastTurnStart);
	const read = { fragments: indices.slice(0, count), names: names.slice(0, nameCount), dense };
	return { ...read, words: signals.words, prior: expertPrior(signals), exam: isExam(dense) };
}
