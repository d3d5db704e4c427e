import type { IExecuteFunctions } from 'n8n-workflow';

import { DEFAULTS } from '../description/defaults';
import type { Prompt } from '../settings';

const FIELDS_SHOWN = 20;
const NAME_CHARS = 60;

/** The prompt of one item. What is no text is no error: the item goes to Fallback and says why. */
export function readPrompt(ctx: IExecuteFunctions, itemIndex: number): Prompt {
	const value = evaluate(ctx, itemIndex);
	if (value.kind === 'value' && typeof value.value === 'string' && value.value.trim() !== '') {
		return { kind: 'text', text: value.value };
	}
	const problem = value.kind === 'failed' ? 'the expression in Prompt failed' : `the prompt ${describe(value.value)}`;
	return { kind: 'none', reason: `${problem}; ${fieldsOf(ctx, itemIndex)}` };
}

// An expression may fail for one item only, such as one that came another way; the others are not to suffer.
function evaluate(ctx: IExecuteFunctions, itemIndex: number): { kind: 'value'; value: unknown } | { kind: 'failed' } {
	try {
		return { kind: 'value', value: ctx.getNodeParameter('prompt', itemIndex, DEFAULTS.prompt) };
	} catch {
		return { kind: 'failed' };
	}
}

function describe(value: unknown): string {
	if (typeof value === 'string' || value === undefined || value === null) return 'is empty';
	if (Array.isArray(value)) return 'is a list, not text';
	return typeof value === 'object' ? 'is an object, not text' : `is a ${typeof value}, not text`;
}

function fieldsOf(ctx: IExecuteFunctions, itemIndex: number): string {
	const names = Object.keys(ctx.getInputData()[itemIndex]?.json ?? {});
	if (names.length === 0) return 'the item has no fields';
	const shown = names.slice(0, FIELDS_SHOWN).map((name) => (name.length > NAME_CHARS ? `${name.slice(0, NAME_CHARS)}…` : name));
	const more = names.length - shown.length;
	return `the item has the fields ${shown.join(', ')}${more > 0 ? ` and ${String(more)} more` : ''}`;
}
