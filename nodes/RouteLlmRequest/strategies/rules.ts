import type { RouterContext } from '../../shared/context';

import { ConfigError } from '../../../router/configError';
import { WANTED_FORMATS } from '../../../router/request/request';
import {
	createRulesStrategy,
	type FlagSignal,
	type NumberSignal,
	type Rule,
	type RulesConfig,
	type SignalCondition,
} from '../../../router/strategies/rules';
import { z } from '../../../vendor/zod';
import { FLAG_SIGNALS, FORMATS, NUMBER_SIGNALS } from '../description/rules';
import type { ModelNames } from '../parameters/modelNames';
import { fieldOf, perItem, storedAt, varies } from '../parameters/panel';
import type { CreateStrategyReader } from '../settings';
import { hasExpression, readBoolean, readChoice, readNumber, readText } from '../../shared/values';

/** All of a rule but what its item conditions come to. */
type RuleBase = Omit<Rule, 'item'>;

export const createReader: CreateStrategyReader = (ctx, { names }) => {
	const configOf = createRulesReader(ctx, names);
	return perItem(hasExpression(storedAt(ctx, 'rules')) || varies(ctx, 'defaultModel'), (itemIndex) => {
		const settings = configOf(itemIndex);
		// What the item conditions came to differs from item to item, and a rules strategy learns nothing.
		return { settings, key: null, create: () => createRulesStrategy(settings) };
	});
};

const storedSchema = z.array(z.object({ item: z.unknown() }).passthrough());

/** Reads the rules for one item; what no expression can change is read once. */
function createRulesReader(ctx: RouterContext, names: ModelNames): (itemIndex: number) => RulesConfig {
	const definition = ctx.getNodeParameter('rules.values', 0, [], { rawExpressions: true });
	const stored = storedSchema.parse(definition);
	const rules = stored.map(({ item, ...rest }, index) => {
		const base = (itemIndex: number) => readBase({ ctx, names, index, itemIndex, stored: rest });
		const fixed = hasExpression(rest) ? null : base(0);
		const hasItemConditions = isFilledIn(item);
		return (itemIndex: number): Rule => ({
			...(fixed ?? base(itemIndex)),
			item: hasItemConditions ? itemConditions(ctx, index, itemIndex) : 'none',
		});
	});
	return (itemIndex) => ({
		rules: rules.map((read) => read(itemIndex)),
		defaultModelId: readDefaultModel(ctx, itemIndex, names),
		definition,
	});
}

interface BaseOptions {
	readonly ctx: RouterContext;
	readonly names: ModelNames;
	readonly index: number;
	readonly itemIndex: number;
	/** The rule as it is stored, expressions included. */
	readonly stored: Readonly<Record<string, unknown>>;
}

function readBase({ ctx, names, index, itemIndex, stored }: BaseOptions): RuleBase {
	const get = (name: string, fallback: string | object) =>
		ctx.getNodeParameter(`rules.values[${String(index)}].${name}`, itemIndex, fallback);
	const field = `Rules, rule ${String(index + 1)}`;
	const asked = (name: string) => ({ itemIndex, varies: hasExpression(stored[name]), value: () => get(name, '') });
	const modelId = names.one({ ...asked('model'), field, ifEmpty: ['names no model', 'Choose the model it sends requests to.'] });
	const kind = readChoice(`${field}, If Its Model Fails`, IF_IT_FAILS, get('ifItFails', 'next'));
	const these = () =>
		names.several({
			...asked('theseModels'),
			field: `${field}, These Models`,
			ifEmpty: ['names no model', 'Name the models that may take over.'],
		});
	return {
		label: readText(`${field}, Name`, get('name', '')).trim() || String(index + 1),
		// Of an item whose expression names no model: it is not routed at all.
		modelId: modelId ?? '',
		combine: readChoice(`${field}, Match`, ['all', 'any'], get('combine', 'all')),
		signals: readSignals(get('signals', {}), field),
		...(kind !== 'next' && { ifItFails: kind === 'models' ? { kind, modelIds: these() } : { kind } }),
	};
}

const IF_IT_FAILS = ['next', 'models', 'fallback'] as const;

/** Where nothing else chose; `null`: the strongest. @throws ConfigError for a fixed name that is not in the list. */
export function readDefaultModel(ctx: RouterContext, itemIndex: number, names: ModelNames): string | null {
	const value = () => fieldOf(ctx, 'defaultModel', itemIndex);
	return names.one({ field: 'Default Model', itemIndex, varies: varies(ctx, 'defaultModel'), value });
}

/** An expression or a comparison that fails is an answer of its own: a broken rule never routes. */
function itemConditions(ctx: RouterContext, index: number, itemIndex: number): Rule['item'] {
	try {
		const result: unknown = ctx.getNodeParameter(`rules.values[${String(index)}].item`, itemIndex, false, { extractValue: true });
		if (typeof result !== 'boolean') return 'error';
		return result ? 'holds' : 'fails';
	} catch {
		return 'error';
	}
}

const filterSchema = z.object({ conditions: z.array(z.object({ leftValue: z.unknown(), rightValue: z.unknown() })) });

/** The editor adds one blank condition to an untouched filter; n8n would find that it holds. */
function isFilledIn(filter: unknown): boolean {
	const parsed = filterSchema.safeParse(filter);
	if (!parsed.success) return false;
	const blank = (value: unknown) => value === undefined || value === null || value === '';
	return parsed.data.conditions.some(({ leftValue, rightValue }) => !blank(leftValue) || !blank(rightValue));
}

const signalsSchema = z.object({ values: z.array(z.record(z.unknown())).default([]) });

function readSignals(value: unknown, field: string): SignalCondition[] {
	const parsed = signalsSchema.safeParse(value ?? {});
	if (!parsed.success) throw new ConfigError(field, 'has signal conditions that cannot be read', 'Delete them and add them again.');
	return parsed.data.values.map((row, index) => readSignal(row, `${field}, signal condition ${String(index + 1)}`));
}

function readSignal(row: Record<string, unknown>, field: string): SignalCondition {
	const signal = row.signal ?? 'words';
	if (isNumberSignal(signal)) {
		const kind = readChoice(`${field}, Comparison`, ['at_least', 'at_most'], row.comparison ?? 'at_least');
		return { kind, signal, value: readNumber({ label: `${field}, Number`, min: 0, max: Infinity, whole: false }, row.number ?? 1) };
	}
	if (isFlagSignal(signal)) return { kind: 'is', signal, value: readBoolean(`${field}, Is True`, row.flag ?? true) };
	if (signal === 'language') return { kind: 'one_of', signal, values: readLanguages(row.languages, `${field}, Languages`) };
	if (signal === 'format') return { kind: 'one_of', signal, values: readFormats(row.formats, `${field}, Formats`) };
	throw new ConfigError(`${field}, Signal`, 'is not a signal', 'Choose one from the list in the panel.');
}

function isNumberSignal(name: unknown): name is NumberSignal {
	return NUMBER_SIGNALS.some((signal) => signal.value === name);
}

function isFlagSignal(name: unknown): name is FlagSignal {
	return FLAG_SIGNALS.some((signal) => signal.value === name);
}

function readLanguages(value: unknown, field: string): string[] {
	const codes = readText(field, value)
		.toLowerCase()
		.split(/[\s,;]+/)
		.filter((code) => code !== '');
	// Signals know the language only, so `en-US` means `en`.
	const languages = codes.map((code) => code.replace(/[-_].*$/, ''));
	if (languages.length > 0 && languages.every((code) => /^[a-z]{2}$/.test(code))) return languages;
	throw new ConfigError(field, 'is not a list of language codes', 'Write two-letter codes separated by commas, for example en, de.');
}

const formatsSchema = z.array(z.enum(WANTED_FORMATS)).min(1);

function readFormats(value: unknown, field: string): string[] {
	const parsed = formatsSchema.safeParse(value);
	if (parsed.success) return parsed.data;
	throw new ConfigError(field, 'holds no format', `Choose at least one: ${FORMATS.map((format) => format.name).join(', ')}.`);
}
