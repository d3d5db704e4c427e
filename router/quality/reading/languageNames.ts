/** How each language is called in the languages people ask in, lower case and without accents. */
const NAMES: readonly (readonly [code: string, names: string])[] = [
	['en', 'english englisch englische anglais ingles inglese engels angielski ingilizce engelska'],
	['de', 'german deutsch deutsche allemand aleman alemao tedesco duits niemiecki almanca tyska'],
	['fr', 'french franzosisch francais frances francese frans francuski fransizca franska'],
	['es', 'spanish spanisch espagnol espanol castellano castilian spagnolo espanhol spaans hiszpanski ispanyolca spanska'],
	['pt', 'portuguese portugiesisch portugais portugues portoghese portugees portugalski portekizce'],
	['it', 'italian italienisch italien italiano italiaans wloski italyanca italienska'],
	['nl', 'dutch niederlandisch neerlandais holandes neerlandes olandese nederlands'],
	['pl', 'polish polnisch polonais polaco polones polacco polski polsku'],
	['tr', 'turkish turkisch turc turco turkce'],
	['sv', 'swedish schwedisch suedois sueco svedese svenska'],
	['ru', 'russian russisch russe ruso russo русский русском'],
	['uk', 'ukrainian ukrainisch ukrainien ucraniano ucraino українською'],
	['ja', 'japanese japanisch japonais japones giapponese 日本語'],
	['zh', 'chinese chinesisch chinois chino chines cinese mandarin 中文 汉语 英译中'],
	['ko', 'korean koreanisch coreen coreano 한국어'],
	['ar', 'arabic arabisch arabe arabo العربية'],
	['he', 'hebrew hebraisch hebreu hebreo ebraico'],
	['el', 'greek griechisch grec griego grego greco'],
	['hi', 'hindi'],
	['th', 'thai'],
	['fa', 'persian farsi persisch persan persa'],
];

const byName = new Map(NAMES.flatMap(([code, names]) => names.split(' ').map((name): [string, string] => [name, code])));
const ideographic = [...byName].filter(([name]) => /[\u3040-\u9fff\uac00-\ud7af]/.test(name));

/** Codes of the languages a text names anywhere. */
export function languagesNamed(text: string): string[] {
	const found = wordsOf(text).flatMap((word) => byName.get(word) ?? []);
	return [...found, ...ideographic.flatMap(([name, code]) => (text.includes(name) ? [code] : []))];
}

/** Codes of the languages a text tells to write in: "answer in German", "antworte auf Englisch". */
export function orderedLanguages(text: string): string[] {
	const words = wordsOf(text);
	return words.flatMap((word, at) => {
		const code = byName.get(word);
		if (code === undefined || !INTO.has(words[at - 1] ?? '')) return [];
		return words.slice(Math.max(0, at - ORDER_REACH), at).some((before) => ORDERS.has(before)) ? [code] : [];
	});
}

/** Whether a text asks for a translation, whose language is not that of the request. */
export function wantsTranslation(text: string): boolean {
	return /translat|übersetz|ubersetz|tradu|vertaal|tłumacz|çevir|översätt|перевод|перевед|переклад|翻译|翻訳|翻譯|번역/iu.test(text);
}

/** Words between the order and the language: "write a short, friendly letter to my landlord in French". */
const ORDER_REACH = 12;
const INTO = new Set(['in', 'into', 'to', 'using', 'auf', 'ins', 'en', 'em', 'al', 'para', 'na', 'po', 'pa', 'op', 'naar', 'vers', 'only']);
const ORDERS = new Set(
	`answer reply respond write speak say always translate explain summarize summarise describe give use
	antworte antworten schreibe schreib schreiben ubersetze ubersetzen erklare beschreibe
	reponds repondez ecris ecrivez redige traduis traduisez explique resume
	responde responda contesta escribe escriba redacta traduce explica
	escreva traduza explique rispondi rispondere scrivi traduci spiega`.split(/\s+/),
);

function wordsOf(text: string): string[] {
	const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
	return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}
