import { isAutomated, isLegal, isSentFrom } from '../mailText';
import { CONTENT_KEYS, META_KEYS, SUBJECT_KEYS } from './headerKeys';
import { afterHistory, lastParagraph } from './history';
import { isColon, trimEnd } from './marks';
import { hashOf } from './politeKinds';
import { isSubject, readStretch } from './stretch';
import { isTitle } from './titles';

/** Headers have no more lines, and no longer ones. */
const MAX_LINES = 24;
const MAX_LINE = 240;
const MAX_HEADER = 2_500;

/** Behind the header of a form, ticket, mail or chat message that a text opens with; `from` where it opens with none. */
export function afterHeaders(text: string, from: number, to: number): number {
	const banner = bannerEnd(text, from, to);
	if (banner > from || !mayBeHeader(text, from, to)) return banner;
	const near = text.slice(from, Math.min(to, from + MAX_LINE));
	const chat = CHAT.exec(near)?.[0].length ?? 0;
	if (chat > 0) return from + chat;
	const inline = titleEnd(near);
	const lines = text.slice(from, Math.min(to, from + MAX_HEADER)).split('\n', MAX_LINES);
	const block = readBlock(lines);
	if (block > 0) return Math.min(to, from + block);
	return inline > 0 ? from + inline : afterHistory(text, from, to);
}

/** Whether the first line or the one below has a colon, or the first a bracket or divider: most texts stop here. */
function mayBeHeader(text: string, from: number, to: number): boolean {
	let lines = 0;
	for (let i = from, near = Math.min(to, from + MAX_TITLE); i < near; i++) {
		const code = text.charCodeAt(i);
		if (isColon(code) || code === 0x5d || code === 0x3011 || (i === from && isRule(code))) return true;
		if (code !== 0x0a) continue;
		if (++lines > 2) return false;
		near = Math.min(to, i + MAX_TITLE);
	}
	return false;
}

const MAX_TITLE = 90;

function isRule(code: number): boolean {
	return code === 0x2d || code === 0x5f || code === 0x3d;
}

/** "[10:42] Ann:", "Ann wrote:". */
const CHAT =
	/^(?:#[\p{L}\p{N}_-]{2,30}[ \t]*[|·–-][^\n?]{0,60}\n|\[?(?:\d{1,4}[-./]\d{1,2}[-./]\d{1,4},? )?\d{1,2}:\d{2}(?::\d{2})?(?: ?[AP]M)?\]?[ \t]+[\p{Lu}\p{Lo}][\p{L}.'-]{0,20}(?: [\p{L}.'-]{1,20}){0,2} ?[:：]\s|(?:\p{Lu}[\p{L}.'-]{1,20} ){1,3}(?:wrote|writes|asks|asked|says|said|schrieb|schreibt|fragt|a écrit|écrit|demande|escribió|escribe|pregunta|escreveu|pergunta|ha scritto|scrive|chiede|schreef|schrijft|vraagt|napisał|napisała|pisze|pyta|yazdı|пишет|написал|написала|спрашивает) ?:\s)/u;

/** What mail servers put above mails from outside. */
const BANNER =
	/^\W{0,6}(?:(?:external|extern)\](?!.{0,9}this (?:e-?mail|message))|(?=[^\n]*(?:outside|external|extern|links?\b|attachments?|außerhalb|unbekannt))(?:external\]\s*|extern\]\s*)?(?:(?:caution|warning|external|attention|achtung|extern|précaution|atención|atenção|attenzione|uwaga)\b.{0,40}\b|this |diese )(?:e-?mails?|messages?|sender|mails?|nachrichten?|courriels?|correos?|mensagens?|messaggi)\b[^\n]{0,160}\n)/iu;

function bannerEnd(text: string, from: number, to: number): number {
	const newline = text.indexOf('\n', from);
	if (text.charCodeAt(from) !== 0x5b && (newline === -1 || newline > Math.min(to, from + MAX_LINE))) return from;
	return from + (BANNER.exec(text.slice(from, Math.min(to, from + MAX_LINE)))?.[0].length ?? 0);
}

/** Where "Ticket #4411 from Anna:" or "[Ticket 4411]" ends; 0 where a text opens otherwise. */
function titleEnd(near: string): number {
	const bracket = /^[[【][^\]】\n]{1,60}[\]】][ \t]*(?:\n|(?=\S))/.exec(near);
	if (bracket !== null && isTitle(bracket[0].replace(/[[\]【】]/g, ' '), true)) return bracket[0].length;
	const colon = /^[^:：\n]{2,80}[:：](?=\s|[^\x00-\x7f])/.exec(near);
	if (colon !== null && isTitle(colon[0].slice(0, -1), false)) return colon[0].length;
	const line = /^[^\n]{2,80}\n/.exec(near);
	return line !== null && isTitle(line[0], false) ? line[0].length : 0;
}

/** Characters of a header of whole lines, its title included; 0 where there is none. */
function readBlock(lines: readonly string[]): number {
	let chars = 0;
	let keys = 0;
	let titled = false;
	const values = new Set<string>();
	for (const [index, line] of lines.entries()) {
		const trimmed = line.trim();
		if (index === lines.length - 1 && !CONTENT.test(line)) break;
		const pair = pairOf(line);
		const known = keys > 0 || titled;
		const isBlank = trimmed === '' || /^[-_=*]{3,}$/.test(trimmed);
		if (known && pair !== null && (pair.kind === 'content' || values.has(pair.key))) return chars + pair.label;
		const belongs = pair?.kind === 'meta' || (pair?.kind === 'typed' && known) || (pair?.kind === 'short' && titled && keys > 0);
		if (pair !== null) values.add(pair.value);
		if (belongs) keys++;
		else if (isBlank) {
			if (keys > 0 && !goesOn(lines[index + 1])) return isHeader(keys, titled, lines.slice(0, index)) ? chars + line.length + 1 : 0;
		} else if (index < 2 && keys === 0 && isBlockTitle(trimmed)) titled = true;
		else break;
		chars += line.length + 1;
	}
	return isHeader(keys, titled, []) ? chars : 0;
}

/** Forms have blank lines between their fields. */
function goesOn(line: string | undefined): boolean {
	const pair = line === undefined ? null : pairOf(line);
	return pair !== null && (pair.kind === 'meta' || pair.kind === 'content');
}

/** One line alone may be what is asked: "Name: extract it from …". With a blank line below it is none. */
function isHeader(keys: number, titled: boolean, above: readonly string[]): boolean {
	return keys >= 2 || (titled && keys > 0) || (keys === 1 && above.length > 0);
}

function isBlockTitle(line: string): boolean {
	return FORWARDED.test(line) || isTitle(line.replace(/[[\]【】:：*#]/g, ' '), true);
}

const FORWARDED =
	/^[-_=*>\s]*(begin )?(forwarded message|forwarded by.*|weitergeleitete nachricht|anfang der weitergeleiteten.*|message transféré|message réacheminé|mensaje reenviado|mensagem encaminhada|messaggio inoltrato|doorgestuurd bericht|wiadomość przekazana|przekazana wiadomość|iletilen mesaj|iletilmiş mesaj|пересылаемое сообщение|пересылаемое письмо|転送メッセージ|转发的邮件|轉寄的郵件)\s?:?[-_=*\s]*$/i;

interface Pair {
	readonly kind: 'meta' | 'content' | 'typed' | 'short' | 'other';
	/** Both in lower case. */
	readonly key: string;
	readonly value: string;
	/** Characters of key and mark. */
	readonly label: number;
}

const CONTENT = /^[\s*_#>-]*([\p{L}\d][\p{L}\p{M}\d ./&'’#-]{0,40}?)[*_]*\s?[:：][*_]*[ \t]*/u;
const MAX_VALUE = 90;
const MAX_VALUE_WORDS = 8;

function pairOf(line: string): Pair | null {
	const found = line.length > 4_000 ? null : CONTENT.exec(line);
	const key = found?.[1]?.toLowerCase();
	if (found === null || key === undefined) return null;
	const label = found[0].length;
	const value = line.slice(label).trim();
	return { kind: kindOf(key, value), key, value: value.slice(0, MAX_VALUE).toLowerCase(), label };
}

function kindOf(key: string, value: string): Pair['kind'] {
	if (contents.has(key)) return 'content';
	const words = value.split(/\s+/, MAX_VALUE_WORDS + 1).length;
	if (value.length > MAX_VALUE || words > MAX_VALUE_WORDS || /[?？]$/.test(value)) return 'other';
	if (metas.has(key) || META_ENDS.test(key) || (subjects.has(key) && saysNothing(value))) return 'meta';
	if (TYPED.test(value)) return 'typed';
	return /^\p{Lu}[\p{L}\d-]*(?: \p{Lu}[\p{L}\d-]*)?$/u.test(value) && !saysSubject(key) && !saysSubject(value) ? 'short' : 'other';
}

/** "Vorgangs-Nr", "提交人": numbers, addresses, times and people under whatever name. */
const META_ENDS =
	/(?:^|[\s-])(?:id|no|nr|number|nummer|date|time|url|e-?mail|phone)$|(?:编号|單號|单号|号码|提交人|联系人|发送者|时间|日期|邮箱|电话|姓名|番号|日時|氏名|アドレス)$/;

/** Whether a word is one of a field, a proof, code or the like. */
function saysSubject(text: string): boolean {
	return text.split(/\s+/).some((word) => isSubject(hashOf(word, 0, word.length)));
}

/** A subject that is a question about nothing. */
function saysNothing(subject: string): boolean {
	const plain = subject
		.replace(/[()]/g, '')
		.replace(/^(?:(?:re|fwd?|aw|wg)\s?:\s*)+/i, '')
		.trim();
	return plain === '' || NO_SUBJECT.test(plain) || isTitle(plain, true) || readStretch(plain, 0, plain.length).front;
}

const NO_SUBJECT =
	/^(no subject|none|kein betreff|ohne betreff|sans objet|sin asunto|sem assunto|nessun oggetto|geen onderwerp|brak tematu|konu yok|без темы|無題|无主题)$/i;

/** Yes, a date, a time, an address, a phone: what says nothing of what is asked whatever its key. */
const TYPED =
	/^(?:yes|no|true|false|on|off|none|n\/a|-|ja|nein|oui|non|sí|si|não|sim|nee|tak|nie|evet|hayır|да|нет|はい|いいえ|是|否|\S+@\S+\.\S+|https?:\/\/\S+|www\.\S+|[#@]\S+|\+?[\d ()/-]{7,}|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:[ T,]+\d{1,2}:\d{2}\S*)?|\d{1,2}:\d{2}\S*(?: ?[ap]m)?)$/i;

const setOf = (keys: string): ReadonlySet<string> => new Set(keys.split(/[|\n]/).map((key) => key.trim()));
const metas = setOf(META_KEYS);
const contents = setOf(CONTENT_KEYS);
const subjects = setOf(SUBJECT_KEYS);

/**
 * Before what a phone, lawyer or form added at the end: one line or paragraph of it; `to` where there is none.
 * `formed`: the text has a header.
 */
export function beforeFooters(text: string, from: number, to: number, formed: boolean): number {
	const newline = text.indexOf('\n', from);
	if (newline === -1 || newline >= to) return to;
	const lineStart = lineStartBefore(text, from, to);
	if (lineStart === from) return to;
	const line = text.slice(lineStart, Math.min(to, lineStart + MAX_LINE)).trim();
	if (to - lineStart < MAX_LINE && (isSentFrom(line) || isLinks(line) || /^[-_=*—–]{2,}$/.test(line) || isFormLine(line, formed)))
		return lineStart;
	const delimiter = beforeDelimiter(text, from, to);
	if (delimiter < to) return delimiter;
	const paragraph = lastParagraph(text, Math.max(from, to - MAX_HEADER), to);
	if (paragraph === -1 || to - paragraph < MIN_LEGAL) return to;
	const before = trimEnd(text, from, paragraph);
	const isAsked = /[:：]/.test(text.charAt(before - 1));
	const words = text.slice(paragraph, to);
	return !isAsked && (isLegal(words) || (words.length < MAX_LINE && isAutomated(words))) ? before : to;
}

/** The line that mail programs put above a signature, whatever is in that. */
function beforeDelimiter(text: string, from: number, to: number): number {
	const start = Math.max(from, to - MAX_SIGNATURE);
	const near = text.slice(start, to);
	const at = Math.max(near.lastIndexOf('\n--\n'), near.lastIndexOf('\n-- \n'), near.lastIndexOf('\n--\r\n'), near.lastIndexOf('\n-- \r\n'));
	if (at === -1 || near.includes('?', at)) return to;
	const before = trimEnd(text, from, start + at);
	return before > from && !isColon(text.charCodeAt(before - 1)) ? before : to;
}

const MAX_SIGNATURE = 400;

/** "Unsubscribe | Privacy | Imprint", but no row of a table. */
function isLinks(line: string): boolean {
	return (
		/^\p{Lu}[^|?]{0,30}(?: \| \p{Lu}[^|?]{0,30}){2,}$/u.test(line) &&
		/unsubscribe|privacy|abmelden|datenschutz|impressum|imprint|terms|désabonner|baja|descadastrar|disiscriviti|afmelden|wypisz|отписаться/i.test(
			line,
		)
	);
}

const MIN_LEGAL = 20;

/** Start of the last line, or `from` where that is far. */
function lineStartBefore(text: string, from: number, to: number): number {
	const near = Math.max(from, to - MAX_HEADER);
	const found = text.slice(near, to).lastIndexOf('\n');
	return found === -1 ? from : near + found + 1;
}

function isFormLine(line: string, formed: boolean): boolean {
	const pair = /[:：]/.test(line) ? pairOf(line) : null;
	if (pair === null || (pair.kind !== 'meta' && pair.kind !== 'typed')) return false;
	return formed || FOOTER_KEYS.test(line);
}

const FOOTER_KEYS =
	/^(newsletter|subscribe|consent|ip( address)?|user agent|browser|page( url)?|referr?er|submitted( at| on)?|sent via|form( id| name)?|datenschutz|marketing|opt-in|rassylka|рассылка|nieuwsbrief|boletín)\s?[:：]/i;
