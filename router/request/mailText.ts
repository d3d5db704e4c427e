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
	return /^[-_=]{2,}[^-_=]{2,60}[-_=]{2,}$/.test(line) || isSentFrom(line) || isHistory(lines, index);
}

/** "Sent from my iPhone", as phones and forms add it. */
export function isSentFrom(line: string): boolean {
	return SENT_FROM.test(line);
}

const SENT_FROM =
	/^[_*(]?(this (e-?mail|message) was sent |diese (e-?mail|nachricht) wurde |ce message a été envoyé |please consider the environment |bitte denken sie an die umwelt|pensez à l.environnement|(reply|respond) (directly )?to this (e-?mail|message)|view (this|it) (e-?mail )?in (your |a )?browser|powered by |sent (from (my|outlook|mail|yahoo|a|an|the)|via|with|using) |(get|download) outlook for|gesendet (von|mit|über|aus) |von meinem \S+ gesendet|diese nachricht wurde von meinem|envoyé (de|depuis|par|avec) |enviado (desde|do|de|pelo|a partir|via|por|con) |inviato (da|dal|con|tramite) |verzonden (vanaf|met|via|van) |wysłan[eoy] (z|ze|przez) |(\S+ )?iphone.?(umdan|dan) gönderildi|отправлено (с|из|через) |iphoneから送信|.{0,20}から送信$|发自|發自|从我的.{0,12}发送|傳送自)/i;

/** "Do not reply to this automated message." */
export function isAutomated(paragraph: string): boolean {
	return AUTOMATED.test(paragraph);
}

const AUTOMATED =
	/automatically generated|automated (e-?mail|message)|not reply to this|automatisch (erstellt|generiert|versendet)|nicht auf diese (e-?mail|nachricht)|ne pas répondre|no responda a este|não responda a|non rispondere a|niet (te )?beantwoorden|nie odpowiada|yanıtlamayın|не отвечайте на|自动发送|請勿回覆|请勿直接回复|自動送信/i;

/** Where an earlier mail begins: the line that says who wrote it, or its header. */
export function isHistory(lines: readonly string[], index: number): boolean {
	const line = shortLine(lines[index]);
	return isAttribution(line, lines[index + 1]) || isHeader(lines, index) || ORIGINAL.test(line);
}

/** Whether the line that starts here begins as those lines do: most do not, and need not be read. */
export function mayOpenHistory(text: string, at: number): boolean {
	const code = text.charCodeAt(at);
	if (code > 0x7f) return true;
	const letter = code | 0x20;
	if (letter < 0x61 || letter > 0x7a) return FIRST_MARKS.has(code);
	if (((FIRST_LETTERS >> (letter - 0x61)) & 1) === 0) return false;
	OPENING.lastIndex = at;
	return OPENING.test(text);
}

const FIRST_MARKS = new Set(Array.from('0123456789"\'*_-=', (mark) => mark.charCodeAt(0)));

/** How those lines begin that begin with a letter of ASCII. */
const OPENING = /(?:on|am|le|el|il|op|em|den|w dniu|dnia)\s|(?:from|von|de|da|van|od|från|fra|kimden|gönderen)[*_\s:：]/iy;
/** One bit for each of their first letters. */
const FIRST_LETTERS = Array.from('oaleidwfvkg').reduce((bits, letter) => bits | (1 << (letter.charCodeAt(0) - 0x61)), 0);

const ORIGINAL =
	/^[-_=—]{2,}\s?(original message|ursprüngliche nachricht|message d.origine|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|wiadomość oryginalna|orijinal mesaj|исходное сообщение|原始邮件|原始郵件|元のメッセージ)\s?[-_=—]*$/i;

/** "On 3 May 2026, Ann <ann@ex.com> wrote:", which mail programs often break in two. */
function isAttribution(start: string, next: string | undefined): boolean {
	if (!/^["'*_]?((on|am|le|el|il|op|em|den|w dniu|dnia)\s|\d|в |пн|вт|ср|чт|пт|сб|вс)/i.test(start)) return false;
	const line = `${start} ${shortLine(next)}`;
	return (
		/\d/.test(line) &&
		/(?<!\p{L})(wrote|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|skrev|napisał|pisze|yazdı|şunları yazdı|пишет|написал|写道|寫道|のメール|さんが書きました)/iu.test(
			line,
		) &&
		/[:：]/.test(line)
	);
}

function shortLine(line: string | undefined): string {
	return line === undefined || line.length > MAX_MARK_CHARS ? '' : line.trim();
}

/** The block with which Outlook opens an earlier mail: its sender, and within three lines its date or recipient. */
function isHeader(lines: readonly string[], index: number): boolean {
	if (!/^[*_]*(from|von|de|da|van|od|från|fra|kimden|gönderen|от|差出人|发件人|寄件者)[*_]*\s?[:：]/i.test((lines[index] ?? '').trim()))
		return false;
	const next = lines.slice(index + 1, index + 4).map((line) => shortLine(line));
	return next.some((line) =>
		/^[*_]*(sent|date|to|gesendet|datum|an|envoyé|à|enviado|para|inviato|data|a|verzonden|aan|wysłano|do|gönderildi|kime|tarih|дата|кому|отправлено|日時|宛先|发送时间|收件人|日期)[*_]*\s?[:：]/i.test(
			line,
		),
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
	/confidential|vertraulich|confidentiel|confidencial|riservat|vertrouwelijk|poufn|gizli|конфиденциальн|機密|秘密|保密|机密/i,
	/intended (only|solely|exclusively)?|(nur|ausschließlich) für|destiné|destinatari|bestemd|adresat|alıcı|адресат|предназначен|宛先|受信者|收件人|指定/i,
	/privileged|disclos|unauthori[sz]ed|unbefugt|prohibited|delete (it|this)|notify the sender|disclaimer|interdit|prohibi|vietat|verboden|zabronion|yasak|запрещ|禁止|削除|删除|刪除/i,
	/this (e-?mail|message|communication)|diese (e-?mail|nachricht)|ce (message|courriel)|este (mensaje|correo|e-?mail)|esta mensagem|quest[ao] (e-?mail|messaggio)|dit (e-?mail)?bericht|deze e-?mail|niniejsz|ta wiadomość|bu (e-?posta|mesaj)|это (письмо|сообщение)|данное (письмо|сообщение)|настоящее сообщение|本メール|このメール|本邮件|本郵件|此邮件/i,
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

export function isLegal(paragraph: string): boolean {
	return LEGAL.filter((sign) => sign.test(paragraph)).length >= 2 || /^\W*(unsubscribe|newsletter abbestellen)\b/i.test(paragraph);
}
