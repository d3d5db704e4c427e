import type { Asked, NodeSettings } from './settings';

/** What to do where instructions drown the items of a run; `null`: they do not. */
export function fixedTextHint(items: readonly Pick<Asked, 'prompt'>[], operation: NodeSettings['operation']): string | null {
	let [chars, fixedChars, most] = [0, 0, 0];
	for (const { prompt } of items) {
		if (prompt.kind !== 'text') continue;
		const fixed = prompt.fixed.reduce((sum, { from, to }) => sum + to - from, 0);
		chars += prompt.text.length;
		fixedChars += fixed;
		most = Math.max(most, fixed);
	}
	if (most < MIN_CHARS || fixedChars <= chars * MOST) return null;
	return operation === 'routeOnly' ? ROUTE_ONLY : ROUTE_AND_ANSWER;
}

const MOST = 0.6;
/** Of one item. A sentence or two drown nobody. */
const MIN_CHARS = 400;

const ROUTE_AND_ANSWER =
	'Most of this prompt is fixed text. Put instructions into System Message (Answer), so the router reads only the item.';
/** It sends nothing, and has no System Message: the prompt is there to choose by. */
const ROUTE_ONLY = "Most of this prompt is fixed text. Enter only the item's text, and put instructions into the node that asks the model.";
