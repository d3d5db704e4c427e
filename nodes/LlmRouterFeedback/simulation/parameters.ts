import type { IExecuteFunctions } from 'n8n-workflow';

import { ConfigError } from '../../../router/configError';
import { DEFAULT_WEIGHTS_NAME } from '../../../router/ledger/weightsName';
import type { FeedbackLedger } from '../../../router/ledger/feedbackPort';
import type { ModelId, Price } from '../../../router/registry/model';
import type { ClassifierWeights } from '../../../router/strategies/classifierWeights';
import { shippedWeights } from '../../../router/strategies/shippedWeights';
import { decoded, readWeightsDocument } from '../../../router/strategies/weightsDocument';
import { z } from '../../../vendor/zod';
import { readChoice, readKey, shown } from '../../shared/values';
import { type LogChoice, numberIn, readLogChoice } from '../readLog';

/** What the panel asks to be simulated; plain JSON. */
export interface SimulationParameters extends LogChoice {
	readonly thresholds: readonly number[] | null;
	readonly steps: number;
	readonly models: readonly ModelId[] | null;
	readonly prices: Readonly<Record<ModelId, Price>>;
	/** Whose predictions count: as they were logged, or made anew. */
	readonly weights:
		| { readonly kind: 'logged' }
		| { readonly kind: 'shipped' }
		| { readonly kind: 'trained'; readonly name: string; readonly version: number | 'latest' };
}

/** @throws ConfigError naming the field. */
export function readSimulation(ctx: IExecuteFunctions, index: number, nowMs: number): SimulationParameters {
	const { models: listed, steps = 20 } = z
		.record(z.unknown())
		.catch({})
		.parse(ctx.getNodeParameter('options', index, {}));
	const models = listOf(readKey('Options, Models', listed));
	return {
		...readLogChoice(ctx, index, nowMs),
		thresholds: thresholdsOf(readKey('Thresholds', ctx.getNodeParameter('thresholds', index, ''))),
		steps: numberIn(steps, { label: 'Options, Points of the Curve', from: 2, to: 100 }),
		models: models.length === 0 ? null : models,
		prices: pricesOf(ctx.getNodeParameter('prices', index, {})),
		weights: weightsAsked(ctx, index),
	};
}

function listOf(list: string): string[] {
	return [
		...new Set(
			list
				.split(',')
				.map((one) => one.trim())
				.filter((one) => one !== ''),
		),
	];
}

function thresholdsOf(list: string): readonly number[] | null {
	const thresholds = listOf(list).map((one) => numberIn(one, { label: 'Thresholds', from: 0, to: 1 }));
	return thresholds.length === 0 ? null : thresholds.sort((a, b) => b - a);
}

const rowsSchema = z.object({ values: z.array(z.object({ model: z.unknown(), input: z.unknown(), output: z.unknown() })).default([]) });
const DEAREST = 100_000;

function pricesOf(value: unknown): Record<ModelId, Price> {
	const rows = rowsSchema.catch({ values: [] }).parse(value).values;
	const priced = rows.map(({ model: named, input, output }, place): [ModelId, Price] => {
		const row = `Other Prices, row ${String(place + 1)}`;
		const model = readKey(`${row}, Model`, named);
		if (model === '') throw new ConfigError(`${row}, Model`, 'is empty', 'Enter the model as provider/model.');
		const inputUsdPerMTok = numberIn(input, { label: `${row}, Input Price`, from: 0, to: DEAREST });
		const outputUsdPerMTok = numberIn(output, { label: `${row}, Output Price`, from: 0, to: DEAREST });
		return [model, { tiers: [{ fromInputTokens: 0, inputUsdPerMTok, cachedInputUsdPerMTok: null, outputUsdPerMTok }], source: 'row' }];
	});
	return Object.fromEntries(priced);
}

function weightsAsked(ctx: IExecuteFunctions, index: number): SimulationParameters['weights'] {
	const kind = readChoice('Predictions', ['logged', 'shipped', 'trained'] as const, ctx.getNodeParameter('predictions', index, 'logged'));
	if (kind !== 'trained') return { kind };
	const name = readKey('Weights Name', ctx.getNodeParameter('weightsName', index, DEFAULT_WEIGHTS_NAME)) || DEFAULT_WEIGHTS_NAME;
	const version = numberIn(ctx.getNodeParameter('weightsVersion', index, 0), {
		label: 'Weights Version',
		from: 0,
		to: Number.MAX_SAFE_INTEGER,
	});
	return { kind, name, version: version === 0 ? 'latest' : version };
}

interface WeightsFound {
	readonly weights: ClassifierWeights;
	/** What was decided up to this moment, epoch ms, they may have been trained on; `null`: on nothing of this log. */
	readonly trainedAtMs: number | null;
}

/** `null`: the logged predictions count. @throws ConfigError where there are no such weights. */
export async function weightsFor(ledger: FeedbackLedger, asked: SimulationParameters['weights']): Promise<WeightsFound | null> {
	if (asked.kind === 'logged') return null;
	if (asked.kind === 'shipped') return { weights: shippedWeights(), trainedAtMs: null };
	const read = await readWeightsDocument(ledger, asked);
	if (read !== null)
		return {
			weights: decoded(read.value),
			trainedAtMs: read.value.kind === 'shipped' ? null : (trainedSchema.safeParse(read.value.measured).data?.trainedAtMs ?? read.atMs),
		};
	const { name, version } = asked;
	throw new ConfigError(
		version === 'latest' ? 'Weights Name' : 'Weights Version',
		version === 'latest'
			? `is "${shown(name)}", and nothing was trained by that name`
			: `is ${String(version)}, which "${shown(name)}" does not have`,
		'Classifier: Get Many Versions lists them.',
	);
}

/** As the trainer wrote it; a version that was rolled back to keeps it. */
const trainedSchema = z.object({ trainedAtMs: z.number() });
