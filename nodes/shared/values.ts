import { ConfigError } from '../../router/configError';
import { halfCharacterAt } from '../../router/request/halfCharacter';
import { z } from '../../vendor/zod';

export interface NumberRule {
	/** As the panel names it. */
	readonly label: string;
	/** Inclusive. */
	readonly min: number;
	readonly max: number;
	readonly whole: boolean;
}

/** A number of the panel, or an error that names the field and its range. Expressions often give numbers as text. */
export function readNumber(rule: NumberRule, value: unknown, where = ''): number {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	const schema = z.number().finite().min(rule.min).max(rule.max);
	const parsed = (rule.whole ? schema.int() : schema).safeParse(number);
	if (parsed.success) return parsed.data;
	// What is no number is not repeated: it may be anything, a pasted key included.
	const problem = typeof number === 'number' && !Number.isNaN(number) ? `is ${String(number)}` : 'is not a number';
	const range = rule.max === Infinity ? `of at least ${String(rule.min)}` : `from ${String(rule.min)} to ${String(rule.max)}`;
	throw new ConfigError(rule.label + where, problem, `Use a ${rule.whole ? 'whole ' : ''}number ${range}.`);
}

const MS_PER_SECOND = 1000;

/** Seconds of the panel as whole milliseconds. */
export function readSeconds(rule: Omit<NumberRule, 'whole'>, value: unknown, where = ''): number {
	return Math.round(readNumber({ ...rule, whole: false }, value, where) * MS_PER_SECOND);
}

export function readBoolean(label: string, value: unknown, where = ''): boolean {
	const parsed = z.boolean().safeParse(value);
	if (parsed.success) return parsed.data;
	if (value === 'true' || value === 'false') return value === 'true';
	throw new ConfigError(
		label + where,
		'is neither true nor false',
		'Switch it on or off, or use an expression that returns true or false.',
	);
}

export function readText(label: string, value: unknown, where = ''): string {
	const parsed = z.string().safeParse(value ?? '');
	if (!parsed.success) throw new ConfigError(label + where, 'is not text', 'Use text, or an expression that returns text.');
	const half = halfCharacterAt(parsed.data);
	if (half !== null) throw new ConfigError(label + where, halfCharacter(half), WHOLE_CHARACTERS);
	return parsed.data;
}

/** Of a key that names somebody: what is longer is more likely a text. */
const MOST_KEY_CHARS = 500;

/** @throws ConfigError that does not repeat the key. */
export function keyWithinLimit(label: string, key: string): string {
	if (key.length <= MOST_KEY_CHARS) return key;
	throw new ConfigError(
		label,
		`has ${String(key.length)} characters`,
		`Use a key of at most ${String(MOST_KEY_CHARS)}, such as a customer number.`,
	);
}

/** Goes on from the name of a field. */
export function halfCharacter(at: number): string {
	return `holds half of a character at position ${String(at + 1)} (a lone surrogate), which no provider takes`;
}

export const WHOLE_CHARACTERS = 'Cut texts between whole characters, or fix them with .toWellFormed().';

export function readChoice<T extends string>(label: string, choices: readonly T[], value: unknown): T {
	const choice = choices.find((candidate) => candidate === value);
	if (choice !== undefined) return choice;
	throw new ConfigError(label, 'is none of its options', 'Choose one from the list in the panel.');
}

/** The value of a list that also takes an id, as n8n stores it; what is none stays as it is. */
export function located(value: unknown): unknown {
	return locatorSchema.safeParse(value).data ?? value;
}

const locatorSchema = z.object({ value: z.unknown() }).transform(({ value }) => value);

/** Whether a parameter, as it is stored, holds an expression anywhere inside. */
export function hasExpression(raw: unknown): boolean {
	if (typeof raw === 'string') return raw.startsWith('=');
	if (typeof raw !== 'object' || raw === null) return false;
	return Object.values(raw).some(hasExpression);
}

/** A word or key, trimmed; expressions often give numbers. Empty where nothing is given. */
export function readKey(label: string, value: unknown): string {
	const parsed = z.union([z.string(), z.number()]).safeParse(value ?? '');
	if (parsed.success) return String(parsed.data).trim();
	throw new ConfigError(label, 'is not text', 'Use text, or an expression that returns text.');
}

const SHOWN_CHARS = 60;

/** A text of the user's as an error repeats it: an expression may give a whole document. */
export function shown(text: string): string {
	return text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null;
}
