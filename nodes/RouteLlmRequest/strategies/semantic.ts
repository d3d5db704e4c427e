import type { RouterContext } from '../../shared/context';

import { ConfigError } from '../../../router/configError';
import type { Embedder } from '../../../router/features/embedder';
import { createLexicalEmbedder } from '../../../router/features/lexicalEmbedder';
import { createProviderEmbedder } from '../../../router/features/providerEmbedder';
import { createSemanticStrategy } from '../../../router/strategies/semantic';
import type { SemanticExample } from '../../../router/strategies/semanticContradictions';
import { z } from '../../../vendor/zod';
import { hasExpression, readChoice, readNumber, readText } from '../../shared/values';
import { withProvider } from '../parameters/embeddingModel';
import type { ModelNames } from '../parameters/modelNames';
import { perItem, storedAt, varies } from '../parameters/panel';
import type { CreateStrategyReader, RunSettings, StrategyDeps, StrategyRun } from '../settings';

import { readDefaultModel } from './rules';

export interface SemanticSettings {
	/** The same array for every item of a run, so that what was learned from it can be shared. */
	readonly examples: readonly SemanticExample[];
	/** In [0, 1]. */
	readonly margin: number;
	/** `null`: the strongest. */
	readonly defaultModelId: string | null;
	readonly embeddings: { readonly kind: 'lexical' } | { readonly kind: 'provider' /** `provider/model`. */; readonly modelId: string };
	/** The examples as the user wrote them, and what else stands for examples. */
	readonly definition: unknown;
}

export const createReader: CreateStrategyReader = (ctx, run) => {
	const settingsOf = createSemanticReader(ctx, run);
	return perItem(hasExpression(storedAt(ctx, 'margin')) || varies(ctx, 'defaultModel'), (itemIndex) => {
		const settings = withUsable(settingsOf(itemIndex), run.modelsFrom);
		const { margin, defaultModelId, embeddings } = settings;
		return {
			settings,
			// The examples are the same for all items of a run, and long.
			key: JSON.stringify([margin, defaultModelId, embeddings]),
			callsToChoose: embeddings.kind === 'provider',
			create: (deps) => createSemanticStrategy({ ...settings, embedder: embedderFor(settings, deps) }),
		};
	});
};

function withUsable(settings: SemanticSettings, modelsFrom: RunSettings['modelsFrom']): SemanticSettings {
	if (settings.embeddings.kind === 'lexical' || modelsFrom === 'registry') return settings;
	throw new ConfigError(
		'Embeddings',
		`is Embedding Model of a Provider, but with ${modelsFrom === 'connected' ? 'Connected Chat Models' : 'Catalogue'} there is no credential to reach one`,
		'Set it to Built In, or Models From to Registry Credential.',
	);
}

function embedderFor({ embeddings, examples }: SemanticSettings, deps: StrategyDeps): Embedder {
	if (embeddings.kind === 'lexical') return createLexicalEmbedder({ examples: examples.map(({ text }) => text) });
	return createProviderEmbedder({ model: deps.embedderOf(embeddings.modelId, 'Embedding Model'), cache: deps.vectors() });
}

const DEFAULT_MARGIN = 0.02;

/** Reads the settings for one item; the examples are read once, without expressions. */
function createSemanticReader(ctx: RouterContext, { names, rows }: StrategyRun): (itemIndex: number) => SemanticSettings {
	// Raw, so that no data of an item gets into an example: their vectors are kept on disk.
	const definition = ctx.getNodeParameter('examples.values', 0, [], { rawExpressions: true });
	const own = readExamples(ctx, definition, names);
	const described = fromGoodAt(rows, own);
	const examples = [...own, ...described];
	if (examples.length === 0) {
		throw new ConfigError('Examples', 'is empty', 'Add examples or Good At for at least one model, or choose another strategy.');
	}
	const embeddings = readEmbeddings(ctx);
	const { parameters } = ctx.getNode();
	return (itemIndex) => ({
		examples,
		margin: readNumber(
			{ label: 'Margin', min: 0, max: 1, whole: false },
			ctx.getNodeParameter('margin', itemIndex, DEFAULT_MARGIN),
			hasExpression(parameters['margin']) ? ` (item ${String(itemIndex)})` : '',
		),
		defaultModelId: readDefaultModel(ctx, itemIndex, names),
		embeddings,
		definition: described.length === 0 ? definition : { examples: definition, goodAt: described },
	});
}

const rowsSchema = z.array(z.object({ examples: z.unknown() }));

function readExamples(ctx: RouterContext, value: unknown, names: ModelNames): SemanticExample[] {
	const parsed = rowsSchema.safeParse(value ?? []);
	if (!parsed.success) throw new ConfigError('Examples', 'cannot be read', 'Delete the rows and add them again.');
	return parsed.data.flatMap((row, index) => {
		const model = ctx.getNodeParameter(`examples.values[${String(index)}].model`, 0, '');
		return readRow({ model, examples: row.examples }, `Examples, row ${String(index + 1)}`, names);
	});
}

/** A start for enabled models without examples: what they are good at is their one example. */
function fromGoodAt(rows: RunSettings['rows'], own: readonly SemanticExample[]): SemanticExample[] {
	const known = new Set(own.map(({ modelId }) => modelId));
	return rows.flatMap(({ enabled, modelId, goodAt }) =>
		enabled && goodAt !== undefined && !known.has(modelId) ? [{ modelId, text: goodAt, from: 'goodAt' }] : [],
	);
}

function readRow(row: { readonly model: unknown; readonly examples?: unknown }, field: string, names: ModelNames): SemanticExample[] {
	const named = readText(`${field}, Model`, row.model).trim();
	const texts = readText(`${field}, Examples`, row.examples)
		.split(/\r\n|[\n\r]/)
		.map((line) => line.trim())
		.filter((line) => line !== '');
	if (named === '' && texts.length === 0) return [];
	// Examples are the same for all items: a name that an expression gives is the first item's.
	const ifEmpty = ['names no model', 'Choose the model that requests like these are for.'] as const;
	const modelId = names.one({ field, itemIndex: 0, varies: false, value: () => named, ifEmpty }) ?? '';
	return texts.map((text) => ({ modelId, text }));
}

function readEmbeddings(ctx: RouterContext): SemanticSettings['embeddings'] {
	const kind = readChoice('Embeddings', ['lexical', 'provider'], ctx.getNodeParameter('embeddings', 0, 'lexical'));
	if (kind === 'lexical') return { kind };
	const modelId = readText('Embedding Model', ctx.getNodeParameter('embeddingModel', 0, '', { extractValue: true })).trim();
	if (modelId === '') throw new ConfigError('Embedding Model', 'is empty', 'Choose one, or set Embeddings to Built In (No Key).');
	return { kind, modelId: withProvider('Embedding Model', modelId) };
}
