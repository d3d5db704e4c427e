import type { IExecuteFunctions } from 'n8n-workflow';

import { ConfigError } from '../../router/configError';
import { NANO_USD_PER_USD } from '../../router/registry/cost';
import { AUTOMATIC_WAIT_MS } from '../../router/selection/automaticWait';
import { z } from '../../vendor/zod';
import { DEFAULTS, LIMITS } from './description/defaults';
import { createBypassReader, type BypassReader } from './parameters/bypass';
import { createChecksReader, type ChecksReader } from './parameters/checks';
import { readHistory, readImageFields } from './parameters/conversation';
import { readEmbeddingModel } from './parameters/embeddingModel';
import { createKeepReader, type KeepReader } from './parameters/feedback';
import { readThresholdFrom } from './parameters/learned';
import { readModels } from './parameters/models';
import { readPrompt } from './parameters/prompt';
import { openStrategyReader, readStrategy } from './parameters/strategy';
import { hasExpression, readBoolean, readChoice, readNumber, readSeconds, readText } from '../shared/values';
import { isTimeZone } from '../shared/day';
import type { ItemSettings, NodeSettings, RunSettings, StrategyReader } from './settings';

/**
 * All parameters as each item sees them: a run often has thousands of items, so what no expression can change is read
 * once. Rejects, and the function throws, with a ConfigError at the first setting that cannot be used.
 */
export async function openSettings(ctx: IExecuteFunctions): Promise<(itemIndex: number) => NodeSettings> {
	const reader = await openReader(ctx);
	return (itemIndex) => {
		const item = reader.item(itemIndex);
		const { bypass, floor } = reader.bypass(itemIndex);
		return {
			...reader.run,
			...item,
			policy: floor === null ? item.policy : { ...item.policy, floor },
			bypass,
			strategy: reader.strategy(itemIndex),
			moreChecks: reader.checks(itemIndex),
			keep: reader.keep(itemIndex),
			prompt: readPrompt(ctx, itemIndex),
			history: reader.run.conversation === 'field' ? readHistory(ctx, itemIndex) : NO_HISTORY,
		};
	};
}

const NO_HISTORY: NodeSettings['history'] = { kind: 'messages', messages: [] };

interface Reader {
	readonly run: RunSettings;
	readonly item: (itemIndex: number) => ItemSettings;
	readonly strategy: StrategyReader;
	readonly checks: ChecksReader;
	readonly bypass: BypassReader;
	readonly keep: KeepReader;
}

const ITEM_PARAMETERS = [
	'threshold',
	'systemMessage',
	'imageFields',
	'checkNotEmpty',
	'checkNotCutOff',
	'acceptFrom',
	'maxSteps',
	'maxRetries',
	'patience',
	'timeout',
	'neverDearer',
] as const;
type ItemParameter = (typeof ITEM_PARAMETERS)[number];

async function openReader(ctx: IExecuteFunctions): Promise<Reader> {
	const operation = readOperation(ctx);
	const chosen = readStrategy(ctx);
	const thresholdFrom: RunSettings['thresholdFrom'] = chosen.uses.includes('named_threshold') ? readThresholdFrom(ctx) : { kind: 'panel' };
	const models = readModels(ctx, operation);
	const embeddingModelId = readEmbeddingModel(ctx, models.modelsFrom);
	const run: RunSettings = {
		operation,
		...models,
		conversation: readConversation(ctx),
		...readUnwired(ctx),
		...readRunOptions(ctx),
		thresholdFrom,
		embeddingModelId,
	};
	const { parameters } = ctx.getNode();
	const varies = ['options', ...ITEM_PARAMETERS].some((name) => hasExpression(parameters[name]));
	const defaults = { ...DEFAULTS, threshold: chosen.threshold?.default ?? 0 };
	const read = (itemIndex: number) => readItem(ctx, itemIndex, run, defaults);
	const fixed = varies ? null : read(0);
	const strategy = await openStrategyReader(ctx, chosen, run);
	const checks = run.operation === 'routeOnly' ? () => [] : createChecksReader(ctx, run.modelsFrom);
	return {
		run,
		item: (itemIndex) => fixed ?? read(itemIndex),
		bypass: createBypassReader(ctx, run.rows),
		strategy,
		checks,
		keep: createKeepReader(ctx, run),
	};
}

function readOperation(ctx: IExecuteFunctions): RunSettings['operation'] {
	return readChoice('Operation', ['routeAndAnswer', 'routeOnly'], ctx.getNodeParameter('operation', 0, DEFAULTS.operation));
}

function readConversation(ctx: IExecuteFunctions): RunSettings['conversation'] {
	return readChoice('Previous Messages From', ['none', 'field', 'memory'], ctx.getNodeParameter('conversation', 0, DEFAULTS.conversation));
}

function readUnwired(ctx: IExecuteFunctions): Pick<RunSettings, 'ifFallbackNotConnected'> {
	const value = ctx.getNodeParameter('ifFallbackNotConnected', 0, DEFAULTS.ifFallbackNotConnected);
	return { ifFallbackNotConnected: readChoice('If Fallback Is Not Connected', ['stop', 'drop'], value) };
}

/** `defaults`: the Threshold is the strategy's own. */
function readItem(ctx: IExecuteFunctions, itemIndex: number, run: RunSettings, defaults: Record<ItemParameter, unknown>): ItemSettings {
	const { parameters } = ctx.getNode();
	const get = (name: ItemParameter): unknown => ctx.getNodeParameter(name, itemIndex, defaults[name]);
	const where = (name: ItemParameter) => (hasExpression(parameters[name]) ? ` (item ${String(itemIndex)})` : '');
	const number = (name: ItemParameter & keyof typeof LIMITS, label: string, whole = false) =>
		readNumber({ label, whole, ...LIMITS[name] }, get(name), where(name));
	const flag = (name: ItemParameter, label: string) => readBoolean(label, get(name), where(name));
	const systemMessage = readText('System Message', get('systemMessage'), where('systemMessage'));
	const { contentPolicyFallback, limits, ...options } = readItemOptions(ctx, itemIndex);
	const maxWait = get('patience');
	const waitsAutomatically = isEmpty(maxWait);
	return {
		policy: {
			operation: run.operation,
			threshold: number('threshold', 'Threshold'),
			acceptFrom: number('acceptFrom', 'Accept From'),
			maxRetries: number('maxRetries', 'Max Retries', true),
			patienceMs: waitsAutomatically
				? AUTOMATIC_WAIT_MS
				: readSeconds({ label: 'Max Wait Time', ...LIMITS.patience }, maxWait, where('patience')),
			limitWaitMs: 0,
			timeoutMs: readSeconds({ label: 'Timeout', ...LIMITS.timeout }, get('timeout'), where('timeout')),
			neverDearer: flag('neverDearer', 'Never Fall Back to a Dearer Model'),
			contentPolicyFallback,
			floor: null,
			maxSteps: number('maxSteps', 'Maximum Steps', true) || null,
			maxOutputTokens: run.costCapNanoUsd === null && run.daily.budgetNanoUsd === null ? null : options.roomTokens,
			...limits,
		},
		...options,
		waitsAutomatically,
		systemMessage: systemMessage.trim() === '' ? null : systemMessage,
		images: readImageFields(readText('Image Fields', get('imageFields'), where('imageFields'))),
		checks: { notEmpty: flag('checkNotEmpty', 'Not Empty'), notCutOff: flag('checkNotCutOff', 'Not Cut Off') },
	};
}

/** As the panel stores a field that was never filled in, one that was emptied, and what an expression may make of it. */
function isEmpty(value: unknown): boolean {
	return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}

type RunOptions = Pick<RunSettings, 'parallelItems' | 'costCapNanoUsd' | 'daily' | 'timeZone' | 'includeDetails'>;

/** One value for the run: the first item's, should a stored workflow have an expression there. */
function readRunOptions(ctx: IExecuteFunctions): RunOptions {
	const get = (name: keyof typeof DEFAULTS): unknown => ctx.getNodeParameter(`options.${name}`, 0, DEFAULTS[name]);
	const usd = (name: 'costCap' | 'dailyBudget', label: string) =>
		Math.round(readNumber({ label, whole: false, ...LIMITS[name] }, get(name)) * NANO_USD_PER_USD) || null;
	const share = readNumber(
		{ label: 'Most Requests to the Strongest Model', whole: false, ...LIMITS.strongestShare },
		get('strongestShare'),
	);
	return {
		parallelItems: readNumber({ label: 'Parallel Items', whole: true, ...LIMITS.parallelItems }, get('parallelItems')),
		costCapNanoUsd: usd('costCap', 'Cost Cap'),
		daily: { budgetNanoUsd: usd('dailyBudget', 'Daily Budget'), strongestShare: share === 100 ? null : share / 100 },
		timeZone: readTimeZone(readText('Day Begins in Time Zone', get('budgetTimeZone'))),
		includeDetails: readBoolean('Include Details', get('includeDetails')),
	};
}

type ItemOptions = Pick<ItemSettings, 'outputField' | 'stripReasoning' | 'roomTokens' | 'historyLimit'> &
	Pick<ItemSettings['policy'], 'contentPolicyFallback'> & {
		readonly limits: Pick<ItemSettings['policy'], 'deadlineMs' | 'firstByteMs' | 'latencyTargetMs' | 'whenSpent'>;
	};

function readItemOptions(ctx: IExecuteFunctions, itemIndex: number): ItemOptions {
	const stored = storedOptions.safeParse(ctx.getNode().parameters['options']).data ?? {};
	const get = (name: keyof typeof DEFAULTS): unknown => ctx.getNodeParameter(`options.${name}`, itemIndex, DEFAULTS[name]);
	const where = (name: keyof typeof DEFAULTS) => (hasExpression(stored[name]) ? ` (item ${String(itemIndex)})` : '');
	const kept = { label: 'Messages Kept', whole: true, ...LIMITS.historyLimit };
	/** 0: none. */
	const seconds = (name: 'deadline' | 'firstByteTimeout' | 'latencyTarget', label: string) =>
		readSeconds({ label, ...LIMITS[name] }, get(name), where(name)) || null;
	const room = { label: 'Room for the Answer', whole: true, ...LIMITS.roomForAnswer };
	return {
		outputField: readOutputField(get('outputField'), where('outputField')),
		stripReasoning: readBoolean('Strip Reasoning', get('stripReasoning'), where('stripReasoning')),
		historyLimit: readNumber(kept, get('historyLimit'), where('historyLimit')),
		roomTokens: readNumber(room, get('roomForAnswer'), where('roomForAnswer')),
		limits: {
			deadlineMs: seconds('deadline', 'Deadline per Item'),
			firstByteMs: seconds('firstByteTimeout', 'First Byte Timeout'),
			latencyTargetMs: seconds('latencyTarget', 'Latency Target'),
			whenSpent: readChoice('When a Budget Is Used Up', WHEN_SPENT, get('whenSpent')),
		},
		contentPolicyFallback: readBoolean(
			'Ask Another Model After a Content Refusal',
			get('contentPolicyFallback'),
			where('contentPolicyFallback'),
		),
	};
}

const WHEN_SPENT = ['fallback', 'cheapest'] as const;

function readTimeZone(text: string): string | null {
	const timeZone = text.trim();
	if (timeZone === '' || isTimeZone(timeZone)) return timeZone || null;
	throw new ConfigError(
		'Day Begins in Time Zone',
		'is no time zone',
		'Write it as region and city, for example Europe/Berlin, or leave it empty.',
	);
}

const storedOptions = z.record(z.unknown());

/** `llmRoute` is the decision's own field, and a top-level `error` makes n8n treat the item as failed. */
const RESERVED: ReadonlySet<string> = new Set(['llmRoute', 'error', 'prototype']);

/** What every object has already, `__proto__` and `toString` among them: a text there is lost, or breaks whoever reads the item. */
function isReserved(name: string): boolean {
	return RESERVED.has(name) || name in {};
}

function readOutputField(value: unknown, where: string): string {
	const field = `Output Field${where}`;
	const name = readText('Output Field', value, where).trim();
	if (name === '') throw new ConfigError(field, 'is empty', 'Name the field of the item that the answer goes to.');
	if (!isReserved(name)) return name;
	throw new ConfigError(field, `is "${name}", which has a meaning of its own`, 'Choose another name.');
}
