import { lastUserTurn, textOf } from '../../router/request/userText';
import type { Message } from '../../router/request/request';
import type { RouterContext } from '../shared/context';

import type { Consumer } from './consumer';

/** Where the nodes that use a Chat Model have the text of an item. */
const PROMPT_PARAMETERS = ['text', 'inputText', 'query'] as const;
/** What they take where they are told to find the text themselves. */
const AUTOMATIC = '{{ $json.chatInput }}';

/** Says which item of the consumer a request is about; `null`: nobody can tell. */
export type ItemFinder = (messages: readonly Message[]) => number | null;

/**
 * n8n asks for a Chat Model once for all items and names none when it calls it. So the consumer's prompt is worked out
 * for every item and compared with what is asked. Several items that fit equally well are none.
 */
export function createItemFinder(ctx: Pick<RouterContext, 'evaluateExpression'>, { name, items }: Consumer): ItemFinder {
	if (items === 1) return () => 0;
	let prompts: readonly string[][] | null = null;
	return (messages) => {
		prompts ??= Array.from({ length: items }, (_, item) => promptsOf(ctx, name, item));
		const asked = normal(textOf(messages[lastUserTurn(messages)]));
		if (asked === '') return null;
		return onlyOne(prompts, (prompt) => prompt === asked) ?? onlyOne(prompts, (prompt) => asked.includes(prompt));
	};
}

function onlyOne(prompts: readonly (readonly string[])[], fits: (prompt: string) => boolean): number | null {
	const found = prompts.flatMap((some, item) => (some.some(fits) ? [item] : []));
	const [item] = found;
	return found.length === 1 && item !== undefined ? item : null;
}

function promptsOf(ctx: Pick<RouterContext, 'evaluateExpression'>, consumer: string, item: number): string[] {
	const node = `$node[${JSON.stringify(consumer)}]`;
	const expressions = [...PROMPT_PARAMETERS.map((parameter) => `{{ ${node}.parameter.${parameter} }}`), AUTOMATIC];
	return expressions.flatMap((expression) => {
		const prompt = normal(valueOf(ctx, expression, item));
		return prompt === '' ? [] : [prompt];
	});
}

/** Most consumers have only one of these parameters. */
function valueOf(ctx: Pick<RouterContext, 'evaluateExpression'>, expression: string, item: number): unknown {
	try {
		return ctx.evaluateExpression(expression, item);
	} catch {
		return null;
	}
}

function normal(value: unknown): string {
	return typeof value === 'string' ? value.replace(/\s+/g, ' ').trim() : '';
}
