import { z } from '../../vendor/zod';

import type { ReadOnly } from './schemaTypes';

/** Names and keys are indexed, and Postgres takes no longer ones there. */
const name = z.string().min(1).max(500);
const probability = z.number().gt(0).max(1);

/** An outcome as it comes from outside or is read back. */
export const outcomeSchema = z.object({
	decisionId: name,
	modelId: name,
	atMs: z.number().finite(),
	/** In [0, 1]. */
	score: z.number().min(0).max(1),
	source: name,
	judge: name.nullable(),
	inclusionProbability: probability.nullable(),
	dedupeKey: name,
});
/** What was learned later about an answer's quality. */
export type Outcome = ReadOnly<z.infer<typeof outcomeSchema>>;

/**
 * How a rating was given: `thumbs` up or down, `stars` 1 to 5, `ten` 0 to 10, `percent` 0 to 100, `score` 0 to 1,
 * `label` good or bad, correct or incorrect, pass or fail.
 */
export const RATING_SCALES = ['thumbs', 'stars', 'ten', 'percent', 'score', 'label'] as const;
export type RatingScale = (typeof RATING_SCALES)[number];

export type Scored =
	/** In [0, 1]: the lowest rating of the scale is 0, the highest 1. */
	| { readonly kind: 'score'; readonly score: number }
	/** `message`: for people; names what the scale takes. */
	| { readonly kind: 'invalid'; readonly message: string };

/** The score of a rating as people and forms give it: numbers may come as text, `80 %` and `4,5` too. */
export function scoreOf({ scale, value }: { readonly scale: RatingScale; readonly value: unknown }): Scored {
	const { takes, read } = SCALES[scale];
	const score = read(value);
	if (score !== null && score >= 0 && score <= 1) return { kind: 'score', score };
	return { kind: 'invalid', message: `The rating must be ${takes}, not ${shown(value)}.` };
}

interface Scale {
	/** Completes "The rating must be …". */
	readonly takes: string;
	/** `null`, or beyond [0, 1]: not on the scale. */
	readonly read: (value: unknown) => number | null;
}

const UP: ReadonlySet<string> = new Set(['up', 'thumbs up', 'thumbsup', 'true', 'yes', '1', '+1', '👍']);
const DOWN: ReadonlySet<string> = new Set(['down', 'thumbs down', 'thumbsdown', 'false', 'no', '0', '-1', '👎']);
const GOOD: ReadonlySet<string> = new Set(['good', 'correct', 'right', 'pass', 'passed']);
const BAD: ReadonlySet<string> = new Set(['bad', 'incorrect', 'wrong', 'fail', 'failed']);

const SCALES: Readonly<Record<RatingScale, Scale>> = {
	thumbs: { takes: 'thumbs up or thumbs down (up, down, true, false, 1, 0)', read: (value) => oneOf(value, UP, DOWN) },
	stars: { takes: 'a number of stars from 1 to 5', read: (value) => between(value, 1, 5) },
	ten: { takes: 'a number from 0 to 10', read: (value) => between(value, 0, 10) },
	percent: {
		takes: 'a percentage from 0 to 100',
		read: (value) => between(typeof value === 'string' ? value.replace(/%\s*$/, '') : value, 0, 100),
	},
	score: { takes: 'a number from 0 to 1', read: (value) => between(value, 0, 1) },
	label: { takes: 'a label: good or bad, correct or incorrect, pass or fail', read: (value) => oneOf(value, GOOD, BAD) },
};

function oneOf(value: unknown, best: ReadonlySet<string>, worst: ReadonlySet<string>): number | null {
	if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return null;
	const word = String(value).trim().toLowerCase();
	if (best.has(word)) return 1;
	return worst.has(word) ? 0 : null;
}

function between(value: unknown, worst: number, best: number): number | null {
	const number = numberOf(value);
	return number === null ? null : (number - worst) / (best - worst);
}

const DECIMAL = /^[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)$/;

function numberOf(value: unknown): number | null {
	if (typeof value === 'number') return Number.isFinite(value) ? value : null;
	if (typeof value !== 'string' || !DECIMAL.test(value.trim())) return null;
	return Number(value.trim().replace(',', '.'));
}

const SHOWN_CHARS = 40;

function shown(value: unknown): string {
	if (value === undefined || value === null || value === '') return 'empty';
	if (typeof value === 'string') return `"${value.slice(0, SHOWN_CHARS)}${value.length > SHOWN_CHARS ? '…' : ''}"`;
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
}
