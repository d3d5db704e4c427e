import type { ModelRequest } from '../calls/client';
import type { ModelSpec } from '../registry/model';
import { rowKeyOf } from '../registry/rows';

import type { CallSize, Limiter } from './limiter';

/** What a model has refused before, so that it need not refuse it again. */
export interface Refused {
	/** To leave out, by wire name. */
	readonly parameters: readonly string[];
	/** The most output tokens it takes; `null`: as many as were asked for so far. */
	readonly outputLimit: number | null;
	/** Tokens per minute it was said to take, and so the most of one request; `null`: none was larger. */
	readonly tokenLimit: number | null;
}

export type Lesson =
	| { readonly kind: 'parameter'; readonly name: string }
	| { readonly kind: 'output_limit'; readonly tokens: number }
	| { readonly kind: 'token_limit'; readonly tokens: number };

/** Remembers by row (`rowKeyOf`), and forgets: what a model takes changes with its versions, and limits with the plan. */
export interface Refusals {
	/** Brings what other processes have learned of these models up to date; at once where none share it. Never rejects. */
	refresh(models: readonly ModelSpec[]): Promise<void>;
	of(model: ModelSpec, nowMs: number): Refused;
	learn(model: ModelSpec, lesson: Lesson, nowMs: number): void;
	/** A request of so many tokens went through: what was known of a smaller limit is over. */
	fitted(model: ModelSpec, tokens: number, nowMs: number): void;
}

/** Something learned, by `field`; the value of a parameter is 0. */
export interface Entry {
	readonly value: number;
	readonly untilMs: number;
}

export interface RefusalsMemory extends Refusals {
	/** Takes over what another process has learned. */
	add(model: ModelSpec, field: string, entry: Entry, nowMs: number): void;
}

const DAY_MS = 86_400_000;
/** A limit per minute is raised by a click, and asking costs nothing. */
const RATE_MS = 600_000;

export const PARAMETER = 'parameter:';
export const OUTPUT_LIMIT = 'output_limit';
export const TOKEN_LIMIT = 'token_limit';

/** Under which name something learned is kept, and how long. */
export function entryOf(lesson: Lesson): { readonly field: string; readonly value: number; readonly forMs: number } {
	switch (lesson.kind) {
		case 'parameter':
			return { field: PARAMETER + lesson.name, value: 0, forMs: DAY_MS };
		case 'output_limit':
			return { field: OUTPUT_LIMIT, value: lesson.tokens, forMs: DAY_MS };
		case 'token_limit':
			return { field: TOKEN_LIMIT, value: lesson.tokens, forMs: RATE_MS };
	}
}

/** What the models of one process have refused. */
export function createRefusals(): RefusalsMemory {
	const models = new Map<string, ReadonlyMap<string, Entry>>();
	const current = (model: ModelSpec, nowMs: number) =>
		[...(models.get(rowKeyOf(model)) ?? [])].filter(([, { untilMs }]) => untilMs > nowMs);
	const add: RefusalsMemory['add'] = (model, field, { value, untilMs }, nowMs) => {
		const entries = new Map(current(model, nowMs));
		const known = entries.get(field);
		// The strictest counts: what was refused at one time may be told in rounder numbers at another.
		const strictest = { value: Math.min(value, known?.value ?? value), untilMs: Math.max(untilMs, known?.untilMs ?? 0) };
		models.set(rowKeyOf(model), entries.set(field, strictest));
	};
	return {
		refresh: async () => undefined,
		of(model, nowMs) {
			if (!models.has(rowKeyOf(model))) return NOTHING;
			const entries = new Map(current(model, nowMs));
			const parameters = [...entries.keys()].filter((field) => field.startsWith(PARAMETER)).map((field) => field.slice(PARAMETER.length));
			return {
				parameters,
				outputLimit: entries.get(OUTPUT_LIMIT)?.value ?? null,
				tokenLimit: entries.get(TOKEN_LIMIT)?.value ?? null,
			};
		},
		learn(model, lesson, nowMs) {
			const { field, value, forMs } = entryOf(lesson);
			add(model, field, { value, untilMs: nowMs + forMs }, nowMs);
		},
		add,
		fitted(model, tokens, nowMs) {
			const entries = new Map(current(model, nowMs));
			if (tokens > (entries.get(TOKEN_LIMIT)?.value ?? Infinity) && entries.delete(TOKEN_LIMIT)) models.set(rowKeyOf(model), entries);
		},
	};
}

const NOTHING: Refused = { parameters: [], outputLimit: null, tokenLimit: null };

/** The request without what its model has refused before. */
export function withoutRefused(request: ModelRequest, { parameters, outputLimit }: Refused): ModelRequest {
	const { omit, maxOutputTokens, settings } = request;
	const more = parameters.filter((name) => !omit.includes(name));
	// Asked to think, some are sent a limit that nobody has set.
	const most = maxOutputTokens ?? (settings?.effort === undefined ? null : Infinity);
	const isOver = outputLimit !== null && most !== null && most > outputLimit;
	return { ...request, omit: [...omit, ...more], maxOutputTokens: isOver ? outputLimit : maxOutputTokens };
}

/** What a call takes of a limit, by our estimate. */
export function tokensOf({ inputTokens, roomTokens }: CallSize): number {
	return inputTokens + roomTokens;
}

/** The capacity that is left, in which a request larger than a limit that was learned never fits. */
export function lookWith(limiter: Pick<Limiter, 'look'>, refusals: Refusals): Pick<Limiter, 'look'> {
	return {
		look(model, nowMs, size) {
			const view = limiter.look(model, nowMs, size);
			const { tokenLimit } = refusals.of(model, nowMs);
			return tokenLimit !== null && size !== undefined && tokensOf(size) > tokenLimit ? { ...view, neverFits: true } : view;
		},
	};
}
