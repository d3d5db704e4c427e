/**
 * What somebody wrote anew in a mail: without quoted history, signature and disclaimer. All of it where nothing else
 * is left, as in a mail that was only forwarded. Time grows linearly.
 */
export function newInMail(text: string): string {
	const lines = text.split('\n');
	const end = lines.findIndex((_, index) => isEnd(lines, index));
	const kept = (end === -1 ? lines : lines.slice(0, end)).filter((line) => !/^\s*>/.test(line));
	const written = withoutDisclaimer(withoutSignature(kept)).join('\n').trim();
	return HAS_WORDS.test(written) ? written : text;
}

const HAS_WORDS = /[\p{L}\p{N}]/u;

/** No mark of a quotation or signature is longer, and no line is searched further. */
const MAX_MARK_CHARS = 300;

function isEnd(lines: readonly string[], index: number): boolean {
	const line = (lines[index] ?? '').trim();
	if (line.length > MAX_MARK_CHARS || line === '') return false;
	return (
		/^[-_=]{2,}[^-_=]{2,60}[-_=]{2,}$/.test(line) || SENT_FROM.test(line) || isAttribution(line, lines[index + 1]) || isHeader(lines, index)
	);
}

/** "Sent from my iPhone", as phones add it. */
const SENT_FROM =
	/^(sent from (my|outlook|mail|yahoo)|get outlook for|gesendet (von|mit) |von meinem \S+ gesendet|envoyé (de|depuis) |enviado (desde|do) |inviato da |verzonden (vanaf|met) )/i;

/** "On 3 May 2026, Ann <ann@ex.com> wrote:", which mail programs often break in two. */
function isAttribution(start: string, next: string | undefined): boolean {
	if (!/^["'*_]?(on|am|le|el|il|op|em|den|w dniu)\s/i.test(start)) return false;
	const line = `${start} ${shortLine(next)}`;
	return (
		/\d/.test(line) && /\b(wrote|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|skrev|napisał)/i.test(line) && line.includes(':')
	);
}

function shortLine(line: string | undefined): string {
	return line === undefined || line.length > MAX_MARK_CHARS ? '' : line.trim();
}

/** The block with which Outlook opens an earlier mail: its sender, and within three lines its date or recipient. */
function isHeader(lines: readonly string[], index: number): boolean {
	if (!/^[*_]*(from|von|de|da|van|od|från|fra)[*_]*\s?:/i.test((lines[index] ?? '').trim())) return false;
	const next = lines.slice(index + 1, index + 4).map((line) => shortLine(line));
	return next.some((line) =>
		/^[*_]*(sent|date|to|gesendet|datum|an|envoyé|à|enviado|para|inviato|data|a|verzonden|aan)[*_]*\s?:/i.test(line),
	);
}

/** Lines below a farewell: name, title, address. More than these are a text of their own. */
const MAX_SIGNATURE_LINES = 12;
const FAREWELL =
	/^(best|kind|warm|many|with)?\s?(regards|wishes|thanks)?,?$|^(thanks|thank you|many thanks|cheers|sincerely|yours (sincerely|faithfully|truly)|best|all the best|mit (freundlichen|besten) grüßen|freundliche grüße|(viele|beste|liebe|schöne) grüße|lg|mfg|cordialement|bien à vous|saludos( cordiales)?|atentamente|cordiali saluti|met vriendelijke groet(en)?|atenciosamente|med vänlig hälsning)[,.!]?$/i;

function withoutSignature(lines: readonly string[]): readonly string[] {
	const delimiter = lines.findIndex((line) => /^(--|—|__)\s?$/.test(line));
	const above = delimiter === -1 ? lines : lines.slice(0, delimiter);
	const from = Math.max(0, above.length - MAX_SIGNATURE_LINES);
	const at = above.findIndex((line, index) => index >= from && line.trim() !== '' && line.length < 60 && FAREWELL.test(line.trim()));
	return at === -1 ? above : above.slice(0, at);
}

const LEGAL = [
	/confidential|vertraulich|confidentiel|confidencial|riservat/i,
	/intended (only|solely|exclusively)?|(nur|ausschließlich) für|destiné|destinatari/i,
	/privileged|disclos|unauthori[sz]ed|unbefugt|prohibited|delete (it|this)|notify the sender|disclaimer/i,
	/this (e-?mail|message|communication)|diese (e-?mail|nachricht)|ce (message|courriel)|este (mensaje|correo)/i,
];

/** Paragraphs at the end that speak as lawyers do: two signs of it at least. */
function withoutDisclaimer(lines: readonly string[]): readonly string[] {
	let end = lines.length;
	for (let i = lines.length - 1, paragraphEnd = lines.length; i >= -1; i--) {
		const isBreak = i === -1 || (lines[i] ?? '').trim() === '';
		if (!isBreak) continue;
		const paragraph = lines
			.slice(i + 1, paragraphEnd)
			.join(' ')
			.slice(0, 2_000);
		if (paragraph.trim() !== '' && !isLegal(paragraph)) break;
		end = i + 1;
		paragraphEnd = Math.max(0, i);
	}
	return lines.slice(0, end);
}

function isLegal(paragraph: string): boolean {
	return LEGAL.filter((sign) => sign.test(paragraph)).length >= 2 || /^\W*(unsubscribe|newsletter abbestellen)\b/i.test(paragraph);
}
