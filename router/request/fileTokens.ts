import type { ContentPart, Message } from './request';

/**
 * Tokens that the files of a message are taken to have, images apart. Nobody opens them here, so it goes by their size,
 * rather too high than too low: a request must not reach a window that cannot hold it.
 */
export function fileTokensOf({ content }: Message): number {
	if (typeof content === 'string') return 0;
	return content.reduce((sum, part) => sum + (part.kind === 'file' ? tokensOf(part) : 0), 0);
}

type FilePart = Extract<ContentPart, { kind: 'file' }>;

function tokensOf({ url, mediaType }: FilePart): number {
	if (!url.startsWith('data:')) return LINKED;
	const bytes = bytesOf(url);
	if (mediaType.startsWith('text/') || mediaType === 'application/json') return Math.ceil(bytes / TEXT_BYTES);
	if (/^(?:audio|video)\//.test(mediaType)) return Math.ceil(bytes / SOUND_BYTES);
	return Math.min(MOST, Math.max(PAGE, Math.ceil(bytes / PDF_BYTES)));
}

/** Behind the comma; four characters of base64 are three bytes. */
function bytesOf(url: string): number {
	const comma = url.indexOf(',');
	const chars = url.length - comma - 1;
	return url.slice(0, Math.max(0, comma)).endsWith(';base64') ? Math.floor((chars * 3) / 4) : chars;
}

/** About four letters to a token. */
const TEXT_BYTES = 4;
/** A second of compressed sound has 8 to 16 KB and 10 to 32 tokens; of video, more of both. */
const SOUND_BYTES = 400;
/**
 * PDFs are billed by the page, as text and as an image: 1,500 to 3,000 tokens at Anthropic, less elsewhere. A page of
 * text has 20 to 100 KB with its fonts; scans have more, so that the limit of 100 pages is the most.
 */
const PAGE = 3_000;
const PDF_BYTES = 25;
const MOST = 100 * PAGE;
/** Its size is not known. */
const LINKED = 5 * PAGE;
