import type { ContentPart } from '../../router/request/request';
import { z } from '../../vendor/zod';

/** What a block of a message's content is to us. */
export type BlockRead =
	| { readonly kind: 'part'; readonly part: ContentPart }
	/** Tool calls are read from the message itself, thoughts go back with what was carried. */
	| { readonly kind: 'elsewhere' }
	/** Nothing we can send. */
	| { readonly kind: 'unknown'; readonly type: string };

/** Reads a content block: LangChain's old and new ones, and those of OpenAI, Anthropic and Google, whom LangChain lets through. */
export function readBlock(raw: unknown): BlockRead {
	if (typeof raw === 'string') return text(raw);
	const parsed = Block.safeParse(raw);
	if (!parsed.success) return { kind: 'unknown', type: 'without a type' };
	const block = parsed.data;
	if (ELSEWHERE.has(block.type)) return { kind: 'elsewhere' };
	if (TEXTS.has(block.type) && block.text !== undefined) return text(block.text);
	if (block.type === 'document' && block.source.type === 'text' && typeof block.source.data === 'string') return text(block.source.data);
	if (IMAGES.has(block.type)) return image(urlOf(block, 'image/png'), block.type);
	const kind = FILES[block.type];
	if (kind === undefined) return { kind: 'unknown', type: block.type };
	const url = urlOf(block, kind);
	if (url === null) return { kind: 'unknown', type: block.type };
	const mediaType = mediaTypeOf(block) ?? /^data:([^;,]{1,100})/.exec(url)?.[1] ?? kind;
	if (mediaType.startsWith('image/')) return image(url, block.type);
	return { kind: 'part', part: { kind: 'file', url, mediaType, name: nameOf(block) } };
}

const TEXTS: ReadonlySet<string> = new Set(['text', 'input_text', 'output_text', 'text-plain', 'file']);
const IMAGES: ReadonlySet<string> = new Set(['image_url', 'image', 'input_image']);
/** Type → what its data is taken for where it does not say. */
const FILES: Readonly<Record<string, string>> = {
	file: 'application/octet-stream',
	input_file: 'application/pdf',
	document: 'application/pdf',
	media: 'application/octet-stream',
	audio: 'audio/wav',
	input_audio: 'audio/wav',
	video: 'video/mp4',
	'text-plain': 'text/plain',
};
const ELSEWHERE: ReadonlySet<string> = new Set([
	'tool_use',
	'tool_call',
	'tool_call_chunk',
	'invalid_tool_call',
	'function_call',
	'functionCall',
	'input_json_delta',
	'thinking',
	'redacted_thinking',
	'reasoning',
	'reasoning_content',
]);

const word = z.string().optional().catch(undefined);
const data = z
	.union([z.string(), z.instanceof(Uint8Array)])
	.optional()
	.catch(undefined);
const NONE = { url: undefined, data: undefined, media_type: undefined, format: undefined, type: undefined };
const Source = z.object({ type: word, url: word, data, media_type: word, format: word });
const Named = z.object({ filename: word, name: word, title: word });
const names = Named.catch({});

const Block = Named.extend({
	type: z.string(),
	text: word,
	url: word,
	data,
	mime_type: word,
	mimeType: word,
	media_type: word,
	metadata: names,
	providerMetadata: names,
	extras: names,
	image_url: z
		.union([z.string(), z.object({ url: z.string() }).transform(({ url }) => url)])
		.optional()
		.catch(undefined),
	file_data: word,
	file_url: word,
	/** OpenAI's, within a `file`. */
	file: z.object({ file_data: word, filename: word }).catch({}),
	input_audio: Source.catch(NONE),
	source: Source.catch(NONE),
});
type Block = z.infer<typeof Block>;

function text(said: string): BlockRead {
	return { kind: 'part', part: { kind: 'text', text: said } };
}

function image(url: string | null, type: string): BlockRead {
	return url === null ? { kind: 'unknown', type } : { kind: 'part', part: { kind: 'image', url } };
}

/** Its link, or its data as one; `null`: it has neither, as what is known by an id at one provider alone. */
function urlOf(block: Block, taken: string): string | null {
	const { image_url, url, file_url, file_data, file, input_audio, source } = block;
	const link = image_url ?? url ?? file_url ?? source.url ?? file_data ?? file.file_data;
	if (link !== undefined && /^(https?|data):/i.test(link)) return link;
	const bytes = block.data ?? source.data ?? input_audio.data ?? file_data ?? file.file_data;
	if (bytes === undefined) return null;
	const base64 = typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('base64');
	if (/^data:/i.test(base64)) return base64;
	return `data:${mediaTypeOf(block) ?? taken};base64,${base64}`;
}

function mediaTypeOf({ mime_type, mimeType, media_type, source, input_audio }: Block): string | undefined {
	const sound = input_audio.format === undefined ? undefined : `audio/${input_audio.format}`;
	return mime_type ?? mimeType ?? media_type ?? source.media_type ?? sound;
}

function nameOf({ filename, name, title, metadata, providerMetadata, extras, file }: Block): string | null {
	const named = [
		{ filename, name, title },
		metadata,
		providerMetadata,
		extras,
		{ filename: file.filename, name: undefined, title: undefined },
	];
	return named.map((one) => one.filename ?? one.name ?? one.title).find((one) => one !== undefined) ?? null;
}
