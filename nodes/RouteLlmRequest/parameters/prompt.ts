import type { RouterContext } from '../../shared/context';

import { readChoice } from '../../shared/values';
import { wordsIn } from '../prompt/align';
import { noText } from '../prompt/noText';
import { readTemplate } from '../prompt/template';
import type { Prompt } from '../settings';
import { fieldOf } from './panel';

type Template = ReturnType<typeof readTemplate>;

export type PromptReader = (itemIndex: number) => Prompt;

/** The prompt of each item. What is no text is no error: the item goes to Fallback and says why. */
export async function openPromptReader(ctx: RouterContext): Promise<PromptReader> {
	const from = readChoice('Prompt', ['automatic', 'define'], fieldOf(ctx, 'promptFrom'));
	if (from === 'define') {
		const template = readTemplate(fieldOf(ctx, 'prompt', 0, { rawExpressions: true }));
		return (itemIndex) => readDefined(ctx, itemIndex, template);
	}
	const { automaticPrompt, fromWhere } = await import('../prompt/automatic');
	return (itemIndex) => {
		const { json = {}, binary = {} } = ctx.getInputData()[itemIndex] ?? {};
		const { text, analyzed, path, pictures, note, why } = automaticPrompt(json, binary);
		const none = () => noText(why ?? 'no text was found for the prompt', json, 'Set Prompt to Define Below and enter');
		if (path === null) return { kind: 'none', isEmpty: true, pictures, ...none() };
		const key = path[0];
		return {
			kind: 'text',
			text,
			analyzed,
			fixed: [],
			pictures,
			field: typeof key === 'string' ? key : null,
			from: note === null ? fromWhere(path) : `${fromWhere(path)}, ${note}`,
		};
	};
}

/** Fixed text alone is all there is to read, so it counts as the item's; so does all inside one expression. */
function readDefined(ctx: RouterContext, itemIndex: number, template: Template): Prompt {
	const read = evaluate(ctx, itemIndex);
	const json = ctx.getInputData()[itemIndex]?.json ?? {};
	const none = (problem: string, isEmpty = false): Prompt => ({
		kind: 'none',
		isEmpty,
		pictures: [],
		...noText(problem, json, 'Enter as Prompt Text'),
	});
	if (read.kind === 'failed') return none('the expression in Prompt Text failed');
	const { value } = read;
	if (typeof value === 'string' && value.trim() !== '') {
		const fixed = template === null ? [] : wordsIn(template, value, json);
		return { kind: 'text', text: value, analyzed: null, fixed, pictures: [], field: null, from: null };
	}
	const isEmpty = typeof value === 'string' || value === undefined || value === null;
	return none(`the prompt ${isEmpty ? 'is empty' : typeOf(value)}`, isEmpty);
}

// An expression may fail for one item only, such as one that came another way; the others are not to suffer.
function evaluate(ctx: RouterContext, itemIndex: number): { kind: 'value'; value: unknown } | { kind: 'failed' } {
	try {
		return { kind: 'value', value: fieldOf(ctx, 'prompt', itemIndex) };
	} catch {
		return { kind: 'failed' };
	}
}

function typeOf(value: unknown): string {
	if (Array.isArray(value)) return 'is a list, not text';
	return typeof value === 'object' ? 'is an object, not text' : `is a ${typeof value}, not text`;
}
