import { z } from '../../vendor/zod';

const Piece = z.object({
	index: z.number().int().nullish().catch(null),
	id: z.string().nullish().catch(null),
	extra_content: z.unknown(),
	function: z.object({ name: z.string().nullish(), arguments: z.unknown() }).catch({}),
});

interface Call {
	readonly index: number | null;
	readonly id: string | null;
	readonly name: string;
	readonly arguments: string;
	readonly extra: unknown;
}

/** A call comes in pieces, which have their call's number. Gemini gives all calls the same, and each whole. */
export function wholeCalls(pieces: readonly unknown[]): unknown[] {
	const calls: Call[] = [];
	for (const piece of pieces) {
		const parsed = Piece.safeParse(piece);
		if (!parsed.success) continue;
		const { index = null, id, function: called, extra_content: extra } = parsed.data;
		const at = calls.findLastIndex((call, place) => (index === null ? place === calls.length - 1 : call.index === index));
		const before = calls[at];
		const isWhole = index === null && Boolean(called.name) && (before?.id ?? null) !== (id || 'none');
		const isNext = before === undefined || isOther(before.id, id) || isWhole;
		const so = isNext ? { index, id: null, name: '', arguments: '', extra: undefined } : before;
		calls[isNext ? calls.length : at] = {
			index: so.index,
			id: so.id ?? (id || null),
			name: so.name === called.name ? so.name : so.name + (called.name ?? ''),
			arguments: so.arguments + argumentsOf(called.arguments),
			extra: so.extra ?? extra,
		};
	}
	return calls.map(({ id, extra, name, arguments: given }) => ({
		id,
		type: 'function',
		function: { name, arguments: given },
		...(extra != null && { extra_content: extra }),
	}));
}

function isOther(before: string | null, id: string | null | undefined): boolean {
	return before !== null && Boolean(id) && before !== id;
}

/** Some give an object in place of its text. */
function argumentsOf(given: unknown): string {
	if (given == null) return '';
	return typeof given === 'string' ? given : JSON.stringify(given);
}

type Detail = Readonly<Record<string, unknown>>;

/** OpenRouter's reasoning in pieces; those of one block follow each other. */
export function wholeDetails(pieces: readonly Detail[]): Detail[] {
	const whole: Detail[] = [];
	for (const piece of pieces) {
		const before = whole.at(-1);
		const continues = before !== undefined && before['type'] === piece['type'] && before['index'] === piece['index'];
		const joins = continues && JOINED.some((name) => typeof piece[name] === 'string' || piece['signature'] != null);
		if (joins) whole[whole.length - 1] = joined(before, piece);
		else whole.push(piece);
	}
	return whole;
}

const JOINED = ['text', 'summary'] as const;

function joined(before: Detail, piece: Detail): Detail {
	const said = Object.fromEntries(Object.entries(piece).filter(([, value]) => value != null));
	const texts = JOINED.flatMap((name) => {
		const [first, second] = [before[name], piece[name]];
		return typeof first === 'string' && typeof second === 'string' ? [[name, first + second] as const] : [];
	});
	return { ...before, ...said, ...Object.fromEntries(texts) };
}
