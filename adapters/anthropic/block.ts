import type { ContentPart, Message } from '../../router/request/request';

/** One block of a turn's content, as Anthropic's API has it. */
export type Block = Readonly<Record<string, unknown>> & { readonly type: string };

export interface Turn {
	readonly role: 'user' | 'assistant';
	readonly content: readonly Block[];
}

/** The blocks of a content. Blank texts are left out, which the API refuses, and so is what it cannot read. */
export function blocksOf(content: Message['content']): Block[] {
	return partsOf(content).flatMap((part) => blockOf(part) ?? []);
}

/** The same of a content that can have nothing but text. */
export function textBlocksOf(content: Message['content']): Block[] {
	return blocksOf(partsOf(content).filter(({ kind }) => kind === 'text'));
}

/** What of the messages the API has no way to be given, in words; `null`: it can be given all. */
export function unreadableIn(messages: readonly Message[]): string | null {
	for (const { role, content } of messages) {
		if (role !== 'user' && role !== 'tool') continue;
		const part = partsOf(content).find((one) => one.kind !== 'text' && blockOf(one) === null);
		if (part !== undefined) return part.kind === 'file' ? `it reads no files of the type ${part.mediaType}` : 'an image cannot be read';
	}
	return null;
}

function partsOf(content: Message['content']): readonly ContentPart[] {
	return typeof content === 'string' ? [{ kind: 'text', text: content }] : content;
}

function blockOf(part: ContentPart): Block | null {
	if (part.kind === 'text') return part.text.trim() === '' ? null : { type: 'text', text: part.text };
	const data = dataOf(part.url);
	if (part.kind === 'image') return imageOf(part.url, data);
	const { mediaType, name } = part;
	if (mediaType.startsWith('image/')) return imageOf(part.url, data && { ...data, mediaType });
	const source = documentOf(part.url, data, mediaType);
	return source && { type: 'document', source, ...(name !== null && { title: name }) };
}

function imageOf(url: string, data: Data | null): Block | null {
	if (data !== null) return { type: 'image', source: { type: 'base64', media_type: data.mediaType, data: data.base64 } };
	return isLink(url) ? { type: 'image', source: { type: 'url', url } } : null;
}

function documentOf(url: string, data: Data | null, mediaType: string): object | null {
	if (mediaType === PDF) {
		if (data !== null) return { type: 'base64', media_type: PDF, data: data.base64 };
		return isLink(url) ? { type: 'url', url } : null;
	}
	// Whatever is text is given as plain text: the API knows no other.
	if (data === null || !TEXTS.test(mediaType)) return null;
	return { type: 'text', media_type: 'text/plain', data: Buffer.from(data.base64, 'base64').toString() };
}

const PDF = 'application/pdf';
const TEXTS = /^(text\/|application\/(json|xml|yaml|x-yaml|x-ndjson)\b)/i;

function isLink(url: string): boolean {
	return /^https?:\/\//i.test(url);
}

interface Data {
	readonly mediaType: string;
	readonly base64: string;
}

/** `null`: it is no `data:` URL that can be read. */
function dataOf(url: string): Data | null {
	const head = /^data:([^;,]*)[^,]{0,200},/i.exec(url);
	if (head === null) return null;
	const rest = url.slice(head[0].length);
	const mediaType = head[1] || 'text/plain';
	if (/;base64,$/i.test(head[0])) return { mediaType, base64: rest };
	try {
		return { mediaType, base64: Buffer.from(decodeURIComponent(rest)).toString('base64') };
	} catch {
		// A percent sign that escapes nothing.
		return null;
	}
}
