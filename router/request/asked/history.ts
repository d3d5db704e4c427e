import { isHistory, mayOpenHistory } from '../mailText';
import { isColon, trimEnd } from './marks';

/** Quoted history is looked for in the last characters of a text. */
const MAX_CHARS = 65_536;

/** Where a text ends before the earlier mails it quotes; `to` where it quotes none, or is about them. */
export function beforeHistory(text: string, from: number, to: number): number {
	for (let at = nextLine(text, Math.max(from, to - MAX_CHARS), to); at < to; at = nextLine(text, at, to)) {
		if (!mayOpenHistory(text, at) || !isHistory(text.slice(at, Math.min(to, at + NEAR)).split('\n', 5), 0)) continue;
		const end = trimEnd(text, from, at);
		return end === from || isAbout(text, from, end) ? to : end;
	}
	return to;
}

/** Characters of the few lines that tell whether history begins. */
const NEAR = 1_200;

function nextLine(text: string, at: number, to: number): number {
	const found = text.indexOf('\n', at);
	return found === -1 ? to : found + 1;
}

/** Behind the earlier mail that a text opens with; `from` where it opens with none. */
export function afterHistory(text: string, from: number, to: number): number {
	if (!mayOpenHistory(text, from)) return from;
	const near = text.slice(from, Math.min(to, from + 4_000));
	const lines = near.split('\n');
	if (lines.length < 2 || !isHistory(lines, 0)) return from;
	let at = from;
	let quoted = false;
	for (const line of lines) {
		const isQuote = line.trimStart().startsWith('>');
		if (quoted && !isQuote && line.trim() !== '') return at;
		if (at > from && !quoted && !isQuote && line.trim() !== '' && !/[:：]\s*$/.test(line)) return from;
		quoted ||= isQuote;
		at += line.length + 1;
	}
	return from;
}

/** "Answer the mail below" is about what follows, unless what it is about stands in it already. */
function isAbout(text: string, from: number, to: number): boolean {
	if (isColon(text.charCodeAt(to - 1))) return true;
	const near = text.slice(Math.max(from, to - 400), to);
	return ABOUT.test(near) && !/[:："“«„「]/.test(near);
}

const ABOUT =
	/(?<!\p{L})(below|following|mails?|e-?mails?|messages?|thread|conversation|letter|unten|unten\p{L}+|folgende\p{L}?|nachricht|ci-dessous|suivante?|courriel|abajo|siguiente|correo|mensaje|abaixo|seguinte|mensagem|sotto|seguente|messaggio|hieronder|volgende|bericht|poniżej|wiadomość|aşağıda\p{L}*|mesaj\p{L}*|e-?posta\p{L}*|ниже|письмо|сообщение)(?!\p{L})|以下|下記|メール|邮件|郵件|下面/iu;

/** Start of the last paragraph: the blank line above it, or -1. */
export function lastParagraph(text: string, from: number, to: number): number {
	const near = text.slice(from, to);
	const found = Math.max(lastOf(near, '\n\n'), lastOf(near, '\n\r\n'));
	return found === -1 ? -1 : from + found;
}

/** Most texts hold none, which is found out faster from the start. */
function lastOf(text: string, what: string): number {
	return text.includes(what) ? text.lastIndexOf(what) : -1;
}
