import type { IBinaryKeyData } from 'n8n-workflow';
import type { RouterContext } from '../../shared/context';

import type { ContentPart, Message } from '../../../router/request/request';
import { textOf } from '../../../router/request/userText';
import { lastTurns, readMessages } from '../../shared/messages';
import { shown } from '../../shared/values';
import type { History, ImageFields } from '../settings';
import { fieldOf } from './panel';

const MAX_IMAGE_BYTES = 20 * 1024 * 1024;

/** What Previous Messages holds for one item. Like the prompt, it is data: what cannot be read is no error. */
export function readHistory(ctx: RouterContext, itemIndex: number): History {
	let value: unknown;
	try {
		value = fieldOf(ctx, 'previousMessages', itemIndex);
	} catch {
		return { kind: 'unreadable', reason: 'the expression in Previous Messages failed' };
	}
	const read = readMessages(value);
	if (read.kind === 'messages') return { kind: 'messages', messages: read.messages };
	return { kind: 'unreadable', reason: `the value of Previous Messages ${read.problem}` };
}

/** The part of a history that is sent: its last turns, without the prompt where that is among them already. */
export function keptHistory(messages: readonly Message[], prompt: string, limit: number): readonly Message[] {
	const last = messages.at(-1);
	const isPrompt = last?.role === 'user' && hasOnlyText(last) && textOf(last).trim() === prompt.trim();
	return lastTurns(isPrompt ? messages.slice(0, -1) : messages, limit);
}

function hasOnlyText({ content }: Message): boolean {
	return typeof content === 'string' || content.every(({ kind }) => kind === 'text');
}

type ReadImages =
	| { readonly kind: 'images'; readonly parts: readonly ContentPart[]; readonly notes: readonly string[] }
	| { readonly kind: 'unreadable'; readonly reason: string };

/** `*`, or the names of binary fields, separated by commas. */
export function readImageFields(text: string): ImageFields {
	const names = [...new Set(text.split(',').map((name) => name.trim()))].filter((name) => name !== '');
	if (names.length === 0) return { kind: 'none' };
	return names.includes('*') ? { kind: 'all' } : { kind: 'named', names };
}

/**
 * The images of one item, at most 20 MB each, as data URLs. A named field that the item lacks is only noted, since
 * often only some items have an image; one that is there but is no image sends the item to Fallback, because the
 * model would not see what the prompt is about.
 * @param load whether the data is wanted; otherwise an image is only counted (Route Only sends nothing).
 */
export async function readImages(ctx: RouterContext, itemIndex: number, fields: ImageFields, load: boolean): Promise<ReadImages> {
	if (fields.kind === 'none') return { kind: 'images', parts: [], notes: [] };
	const binary = ctx.getInputData()[itemIndex]?.binary ?? {};
	const names = fields.kind === 'all' ? Object.keys(binary).filter((name) => isPicture(binary, name)) : fields.names;
	const parts: ContentPart[] = [];
	const notes: string[] = [];
	for (const name of names) {
		const file = Object.hasOwn(binary, name) ? binary[name] : undefined;
		if (file === undefined) {
			notes.push(`the item has no binary field "${shown(name)}", so no image was sent from there`);
			continue;
		}
		if (!isImage(file.mimeType)) return unreadable(name, 'is not an image');
		const bytes = load ? await bytesOf(ctx, itemIndex, name, file.bytes) : Buffer.alloc(0);
		if (typeof bytes === 'string') return unreadable(name, bytes);
		parts.push({ kind: 'image', url: `data:${file.mimeType};base64,${bytes.toString('base64')}` });
	}
	return { kind: 'images', parts, notes };
}

/** A drawing in code is an image to n8n, and no model takes it; among all binaries it is often but a logo. */
function isPicture(binary: IBinaryKeyData, name: string): boolean {
	const mimeType = binary[name]?.mimeType ?? '';
	return isImage(mimeType) && !/^image\/svg/i.test(mimeType);
}

function isImage(mimeType: string): boolean {
	return /^image\/[\w.+-]+$/i.test(mimeType);
}

/** A text: what is wrong with it. */
async function bytesOf(ctx: RouterContext, itemIndex: number, name: string, size: number | undefined): Promise<Buffer | string> {
	// What n8n knows to be too large need not be loaded.
	if (size !== undefined && size > MAX_IMAGE_BYTES) return TOO_LARGE;
	try {
		const bytes = await ctx.helpers.getBinaryDataBuffer(itemIndex, name);
		if (bytes.length === 0) return 'is empty';
		return bytes.length > MAX_IMAGE_BYTES ? TOO_LARGE : bytes;
	} catch {
		return 'could not be loaded';
	}
}

const TOO_LARGE = 'is larger than 20 MB';

function unreadable(name: string, problem: string): ReadImages {
	return { kind: 'unreadable', reason: `the binary field "${shown(name)}" ${problem}` };
}
