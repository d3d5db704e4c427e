import { at, isFields, placeOf, plainName, said, type Fields, type Path, type Place } from './fields';
import { htmlText, isHtml, MAX_HTML_CHARS } from './htmlText';
import { newInMail } from '../../../router/request/mailText';
import type { Family, Reading } from './reading';

/** A mail, of whatever node: Gmail and Email Trigger in all their formats, Outlook, and services that post mails to webhooks. */
export const readMail: Family = (json) => {
	const names = namesOf(json);
	if (isEncoded(json, names)) return { place: null, why: ENCODED };
	if (!isMail(json, names)) return null;
	const body = bodyOf(json, names);
	const found = body ?? subjectOf(json, names);
	if (found === null) return { place: null, pictures: false, why: 'it is a mail without text' };
	const isBeginning = PREVIEWS.some((name) => names.get(name) === found.path[0]);
	const isCut = found.html !== undefined && found.html > MAX_HTML_CHARS;
	return {
		place: { text: found.text, path: found.path },
		pictures: false,
		...(body !== null && isMailText(json) && { analyzed: newInMail(found.text) }),
		...(isBeginning && { note: BEGINNING }),
		...(isCut && { note: 'its HTML is too long and was cut' }),
	} satisfies Reading;
};

const ENCODED = 'the mail is still encoded; choose another Format than RAW in the node before';
const BEGINNING = 'which has only the beginning of the mail; for all of it, turn off Simplify in the node before';

const PLAIN = ['text', 'textplain', 'plain', 'bodyplain', 'textbody', 'plaintext', 'bodytext', 'strippedtext'];
const HTML = ['html', 'texthtml', 'bodyhtml', 'htmlbody', 'textashtml'];
const EITHER = ['body', 'uniquebody', 'content', 'message'];
const PREVIEWS = ['bodypreview', 'snippet', 'preview'];

type Names = ReadonlyMap<string, string>;

/** Plain name → the field's own. */
function namesOf(json: Fields): Names {
	return new Map(Object.keys(json).map((name) => [plainName(name), name]));
}

function isMail(json: Fields, names: Names): boolean {
	const has = (...wanted: string[]) => wanted.some((name) => names.has(name));
	if (has('textplain', 'texthtml', 'bodypreview')) return true;
	if (isTyped(json['body'])) return true;
	if (has('snippet') && has('threadid', 'payload', 'labelids')) return true;
	const isAddressed = has('from', 'sender', 'to', 'messageid', 'headers', 'attributes');
	return has('subject') && isAddressed && has(...PLAIN, ...HTML, ...EITHER, ...PREVIEWS);
}

/** Microsoft's way, in Outlook and in Teams. */
function isTyped(body: unknown): body is Fields {
	return isFields(body) && typeof body['contentType'] === 'string' && Object.hasOwn(body, 'content');
}

/** A chat message of Teams has the shape of a mail, and quotes nothing. */
function isMailText(json: Fields): boolean {
	return json['messageType'] === undefined && json['chatId'] === undefined;
}

/** A mail as it came: what the format "raw" gives. */
function isEncoded(json: Fields, names: Names): boolean {
	const { raw } = json;
	if (typeof raw !== 'string' || [...PLAIN, ...HTML, ...EITHER].some((name) => names.has(name))) return false;
	return names.size === 1 || (names.has('threadid') && /^[\w+/=-]+$/.test(raw.slice(0, 200)));
}

interface Body extends Place {
	/** Characters of the HTML it was made of. */
	readonly html?: number;
}

function bodyOf(json: Fields, names: Names): Body | null {
	const either = EITHER.flatMap((name) => eitherOf(json, names, name));
	const plain = textIn(json, names, PLAIN) ?? either.find(({ html }) => html === undefined) ?? null;
	const html = () => htmlIn(json, names) ?? either.find((body) => body.html !== undefined) ?? null;
	if (plain === null) return html() ?? previewOf(json, names);
	if (!mayStandFor(plain.text)) return plain;
	const page = html();
	return page !== null && page.text.length > PLACEHOLDER_GROWTH * plain.text.length ? page : plain;
}

/** "View this mail in a browser that shows HTML" is shorter than the mail. */
const PLACEHOLDER_CHARS = 200;
const PLACEHOLDER_GROWTH = 3;

function mayStandFor(text: string): boolean {
	return text.length < PLACEHOLDER_CHARS && /html|browser|https?:/i.test(text);
}

function textIn(json: Fields, names: Names, wanted: readonly string[]): Place | null {
	for (const name of wanted) {
		const path = pathOf(names, name);
		const text = path === null ? null : said(at(json, path));
		if (path !== null && text !== null) return { text: isHtml(text) ? htmlText(text) : text, path };
	}
	return null;
}

function htmlIn(json: Fields, names: Names): Body | null {
	for (const name of HTML) {
		const path = pathOf(names, name);
		const body = path === null ? null : asText(at(json, path), path);
		if (body !== null) return body;
	}
	return null;
}

function asText(value: unknown, path: Path): Body | null {
	if (typeof value !== 'string') return null;
	const text = said(htmlText(value));
	return text === null ? null : { text, path, html: value.length };
}

/** A body that is text or HTML, as its type or its first characters say. */
function eitherOf(json: Fields, names: Names, name: string): Body[] {
	const path = pathOf(names, name);
	const value = path === null ? undefined : at(json, path);
	if (path === null) return [];
	const body = isTyped(value)
		? typed(value, [...path, 'content'])
		: typeof value === 'string' && isHtml(value)
			? asText(value, path)
			: placeOf(value, path);
	return body === null ? [] : [body];
}

function typed({ contentType, content }: Fields, path: Path): Body | null {
	return typeof contentType === 'string' && /html/i.test(contentType) ? asText(content, path) : placeOf(content, path);
}

function previewOf(json: Fields, names: Names): Place | null {
	const preview = textIn(json, names, PREVIEWS);
	return preview === null ? null : { ...preview, text: unescaped(preview.text) };
}

const SIGNS: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" };

/** Gmail escapes its snippets as HTML. */
function unescaped(text: string): string {
	return text.replace(/&(lt|gt|amp|quot|#39);/g, (all, name: string) => SIGNS[name] ?? all);
}

function subjectOf(json: Fields, names: Names): Body | null {
	const own = textIn(json, names, ['subject']);
	const headers = at(json, ['payload', 'headers']);
	if (own !== null || !Array.isArray(headers)) return own;
	const index = headers.findIndex((header) => /^subject$/i.test(String(at(header, ['name']))));
	return placeOf(at(headers, [index, 'value']), ['payload', 'headers', index, 'value']);
}

function pathOf(names: Names, name: string): Path | null {
	const own = names.get(name);
	return own === undefined ? null : [own];
}
