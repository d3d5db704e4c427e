import type { IExecuteFunctions } from 'n8n-workflow';

import { AUDIT_SOURCE } from '../../../router/ledger/feedbackPort';
import { RATING_SCALES, scoreOf, type RatingScale } from '../../../router/ledger/outcome';
import { COMPARE_BY, compareWithReference } from '../../../router/quality/compareWithReference';
import { z } from '../../../vendor/zod';
import { readChoice, readKey } from '../../shared/values';
import type { Readable } from '../items';

/** An outcome as an item gives it; what was left empty is empty. */
export interface GivenOutcome {
	readonly decisionId: string;
	/** `null`: the one that answered. */
	readonly modelId: string | null;
	/** In [0, 1]. */
	readonly score: number;
	readonly source: string;
	readonly ratedBy: string;
	readonly dedupeKey: string;
	/** What came of the comparison with a reference answer; `null`: there was none. */
	readonly compared: string | null;
}

/** @throws ConfigError naming the field. */
export function readOutcome(ctx: IExecuteFunctions, index: number): Readable<GivenOutcome> {
	const decisionId = readKey('Decision ID', ctx.getNodeParameter('decisionId', index, ''));
	if (decisionId === '')
		return { problem: 'Decision ID: is empty. Use the ID in llmRoute of the item that came out of Route LLM Request.' };
	const scale = readChoice('Given As', SCALES, ctx.getNodeParameter('scale', index, 'thumbs'));
	const scored = scale === 'reference' ? compared(ctx, index) : rated(ctx, index, scale);
	if ('problem' in scored) return scored;
	const options = optionsSchema.parse(ctx.getNodeParameter('options', index, {}));
	const option = (label: string, name: string) => readKey(`Options, ${label}`, options[name]);
	const source = option('Source', 'source') || (scale === 'reference' ? 'reference' : 'user');
	const problem = problemWith(source);
	if (problem !== null) return { problem };
	const dedupeKey = option('Dedupe Key', 'dedupeKey');
	if (dedupeKey.length > MAX_KEY_CHARS)
		return { problem: `Options, Dedupe Key: has ${dedupeKey.length} characters. Use at most ${MAX_KEY_CHARS}, such as an ID and a name.` };
	return { decisionId, ...scored, source, modelId: option('Model', 'modelId') || null, ratedBy: option('Rated By', 'ratedBy'), dedupeKey };
}

const optionsSchema = z.record(z.unknown());
const SCALES = [...RATING_SCALES, 'reference'] as const;

type Scored = Pick<GivenOutcome, 'score' | 'compared'>;

function rated(ctx: IExecuteFunctions, index: number, scale: RatingScale): Readable<Scored> {
	const scored = scoreOf({ scale, value: ctx.getNodeParameter('rating', index, '') });
	return scored.kind === 'invalid' ? { problem: `Rating: ${scored.message}` } : { score: scored.score, compared: null };
}

function compared(ctx: IExecuteFunctions, index: number): Readable<Scored> {
	const answer = textOf(ctx.getNodeParameter('answer', index, ''));
	// More likely a wrong field than a model that said nothing, and a 0 could not be told from a real one.
	if (answer.trim() === '')
		return { problem: 'Answer: is empty. Use an expression for the field that has the answer, such as {{ $json.output }}.' };
	const by = readChoice('Compare By', COMPARE_BY, ctx.getNodeParameter('compareBy', index, 'text'));
	const result = compareWithReference({ answer, reference: textOf(ctx.getNodeParameter('reference', index, '')), by });
	return result.kind === 'unusable'
		? { problem: `Reference Answer: ${result.why}` }
		: { score: Number(result.kind === 'same'), compared: result.why };
}

/** Expressions give numbers and objects too. */
function textOf(value: unknown): string {
	if (value === undefined || value === null) return '';
	return typeof value === 'string' ? value : JSON.stringify(value);
}

const MAX_SOURCE_CHARS = 100;
/** As outcomes take it: with Stop, one that the log refuses would leave the others of the run recorded. */
const MAX_KEY_CHARS = 500;

/** An audit's outcomes have a probability, which nobody can give by hand. */
function problemWith(source: string): string | null {
	if (source.toLowerCase() === AUDIT_SOURCE) return `Options, Source: is "${source}", which is reserved for audits. Use another word.`;
	return source.length > MAX_SOURCE_CHARS
		? `Options, Source: has more than ${MAX_SOURCE_CHARS} characters. Use a word, such as user or support.`
		: null;
}
