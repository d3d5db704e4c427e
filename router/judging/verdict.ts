import { z } from '../../vendor/zod';
import type { ResponseFormat } from '../request/request';

/** Characters of a judge's own reason that are kept. */
const REASON_CHARS = 200;

/**
 * The verdict in a judge's reply, or `null`. The reply must be the object and nothing else, bare or as one fenced
 * block: what stands beside it could be the judge quoting a verdict that was put into the data.
 */
export function readVerdict<T>(reply: string, schema: z.ZodType<T, z.ZodTypeDef, unknown>): T | null {
	const json = unfenced(reply.trim());
	return json === null ? null : (schema.safeParse(parsed(json)).data ?? null);
}

/** A number, also where it is written as text. */
export const numeral = z.union([
	z.number(),
	z
		.string()
		.regex(/^\s*[-+]?\d{1,20}(?:\.\d{1,20})?\s*$/)
		.transform(Number),
]);

/** In text a percent sign may say what a number alone leaves open. */
const percentage = z
	.string()
	.regex(/^\s*\d{1,3}(?:\.\d{1,20})?\s?%\s*$/)
	.transform((text) => Number.parseFloat(text) / PER_CENT);

const PER_CENT = 100;
/** Up to here a number above 1 may be of ten, of five or per cent: nobody can say. */
const MOST_UNCLEAR = 10;

/** A share in [0, 1], also as a number of per cent. */
export const share = z
	.union([percentage, numeral.transform((value) => (value > MOST_UNCLEAR ? value / PER_CENT : value))])
	.pipe(z.number().min(0).max(1));

/** A strict schema of a verdict: the judge's reason first, then what it decides. */
export function verdictFormat(name: string, decided: Readonly<Record<string, object>>): VerdictFormat {
	const properties = { reason: { type: 'string', description: 'One short sentence' }, ...decided };
	return {
		kind: 'json_schema',
		name,
		schema: { type: 'object', properties, required: Object.keys(properties), additionalProperties: false },
	};
}

export type VerdictFormat = Extract<ResponseFormat, { kind: 'json_schema' }>;

/** The judge's own words. A verdict without any is one. */
export const ownWords = z.string().catch('');

/** One line without control or invisible characters, at most 200 characters. */
export function oneLine(reason: string): string {
	// Far more than is kept, far less than a hostile reply may hold.
	const line = reason
		.slice(0, 20 * REASON_CHARS)
		.replace(/[\p{Cf}\p{Cs}\p{Co}]/gu, '')
		.replace(/[\p{Cc}\s]+/gu, ' ')
		.trim();
	const characters = [...line];
	return characters.length <= REASON_CHARS ? line : `${characters.slice(0, REASON_CHARS - 1).join('')}…`;
}

const FENCE = '```';

function unfenced(text: string): string | null {
	if (!text.startsWith(FENCE)) return text;
	const start = text.indexOf('\n');
	const head = text.slice(FENCE.length, Math.max(FENCE.length, start)).trim().toLowerCase();
	if (start === -1 || !text.endsWith(FENCE) || (head !== '' && head !== 'json')) return null;
	return text.slice(start + 1, -FENCE.length);
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
