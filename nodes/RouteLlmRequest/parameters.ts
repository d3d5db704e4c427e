import type { RouterContext } from '../shared/context';

import { ConfigError } from '../../router/configError';
import { NANO_USD_PER_USD } from '../../router/registry/cost';
import { AUTOMATIC_WAIT_MS } from '../../router/selection/automaticWait';
import { LIMITS, type FieldName } from './description/defaults';
import { createAllowedReader, type AllowedSettings } from './parameters/allowedModels';
import { createBypassReader, type BypassReader } from './parameters/bypass';
import { createChecksReader, type ChecksReader } from './parameters/checks';
import { readHistory, readImageFields } from './parameters/conversation';
import { readEmbeddingModel } from './parameters/embeddingModel';
import { createKeepReader, type KeepReader } from './parameters/feedback';
import { readThresholdFrom } from './parameters/learned';
import { createModelNames, type ModelNames } from './parameters/modelNames';
import { readModels } from './parameters/models';
import { fieldOf, varies, whereOf } from './parameters/panel';
import { openPromptReader, type PromptReader } from './parameters/prompt';
import { createFormatReader, type FormatReader } from './parameters/responseFormat';
import { openStrategyReader, readStrategy } from './parameters/strategy';
import { readBoolean, readChoice, readNumber, readSeconds, readText } from '../shared/values';
import { isTimeZone } from '../shared/period';
import { sameAsLast } from '../../router/sameAsLast';
import type { History, ItemRead, ItemSettings, NodeSettings, Prompt, RunSettings, StrategyReader } from './settings';

/**
 * All parameters as each item sees them: a run often has thousands of items, so what no expression can change is read
 * once. Rejects, and the function throws, with a ConfigError at the first setting that cannot be used.
 */
export async function openSettings(
	ctx: RouterContext,
	{ readsPrompt = true }: { readonly readsPrompt?: boolean } = {},
): Promise<(itemIndex: number) => ItemRead> {
	const reader = await openReader(ctx, readsPrompt);
	const settingsOf = sameAsLast(settingsIn(reader.run));
	return (itemIndex) => {
		const item = reader.item(itemIndex);
		const bypass = reader.bypass(itemIndex);
		const strategy = reader.strategy(itemIndex);
		const format = reader.format(itemIndex);
		const moreChecks = reader.checks(itemIndex);
		const keep = reader.keep(itemIndex);
		const prompt = reader.prompt(itemIndex);
		const allowedNames = reader.allowed(itemIndex);
		const problem = reader.names.problemOf(itemIndex);
		return {
			settings: settingsOf(item, bypass, strategy, format, moreChecks, keep, allowedNames, problem),
			prompt,
			history: reader.run.conversation === 'field' ? readHistory(ctx, itemIndex) : NO_HISTORY,
		};
	};
}

/** Puts the settings of an item together. */
function settingsIn(run: RunSettings) {
	return (
		item: ItemSettings,
		{ bypass, floor }: ReturnType<BypassReader>,
		strategy: NodeSettings['strategy'],
		format: NodeSettings['format'],
		moreChecks: NodeSettings['moreChecks'],
		keep: NodeSettings['keep'],
		allowedNames: NodeSettings['allowedNames'],
		problem: NodeSettings['problem'],
	): NodeSettings => ({
		...run,
		...item,
		policy: floor === null ? item.policy : { ...item.policy, floor },
		bypass,
		strategy,
		format,
		moreChecks,
		keep,
		allowedNames,
		problem,
	});
}

const NO_PROMPT: Prompt = { kind: 'text', text: '', analyzed: null, fixed: [], pictures: [], field: null, from: null };
const NO_HISTORY: History = { kind: 'messages', messages: [] };

interface Reader {
	readonly run: RunSettings;
	readonly item: (itemIndex: number) => ItemSettings;
	readonly strategy: StrategyReader;
	readonly format: FormatReader;
	readonly checks: ChecksReader;
	readonly bypass: BypassReader;
	readonly keep: KeepReader;
	readonly prompt: PromptReader;
	readonly allowed: (itemIndex: number) => AllowedSettings;
	readonly names: ModelNames;
}

/** What an expression may make different for each item. */
const ITEM_FIELDS = [
	'threshold',
	'systemMessage',
	'imageFields',
	'historyLimit',
	'outputField',
	'stripReasoning',
	'checkNotEmpty',
	'checkNotCutOff',
	'bufferUntilChecked',
	'minimumScore',
	'maxSteps',
	'maxRetries',
	'maxWaitTime',
	'timeout',
	'firstByteTimeout',
	'deadline',
	'neverMoreExpensive',
	'contentPolicyFallback',
	'latencyTarget',
	'reservedOutputTokens',
] as const satisfies readonly FieldName[];

async function openReader(ctx: RouterContext, readsPrompt: boolean): Promise<Reader> {
	const operation = readOperation(ctx);
	const chosen = readStrategy(ctx);
	const models = readModels(ctx, operation);
	// Who brings the prompts brings tools and a conversation with them, which nobody can run again to compare.
	const thresholdFrom = readThresholdFrom(ctx, {
		hasNamed: chosen.uses.includes('named_threshold'),
		hasAutoTune: chosen.uses.includes('auto_tune'),
		operation,
		modelsFrom: models.modelsFrom,
		tunes: readsPrompt,
	});
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
	const read = (itemIndex: number) => readItem(ctx, itemIndex, run, chosen.threshold?.default ?? 0);
	const fixed = ITEM_FIELDS.some((name) => varies(ctx, name)) ? null : read(0);
	const names = createModelNames(run.rows);
	const strategy = await openStrategyReader(ctx, chosen, { ...run, names });
	const answers = run.operation === 'routeAndAnswer';
	return {
		run,
		item: (itemIndex) => fixed ?? read(itemIndex),
		bypass: createBypassReader(ctx, names),
		strategy,
		format: answers ? createFormatReader(ctx) : () => null,
		checks: answers ? createChecksReader(ctx, run.modelsFrom) : () => NO_CHECKS,
		keep: createKeepReader(ctx, run),
		prompt: readsPrompt ? await openPromptReader(ctx) : () => NO_PROMPT,
		allowed: createAllowedReader(ctx),
		names,
	};
}

const NO_CHECKS: NodeSettings['moreChecks'] = [];

function readOperation(ctx: RouterContext): RunSettings['operation'] {
	return readChoice('Operation', ['routeAndAnswer', 'routeOnly'], fieldOf(ctx, 'operation'));
}

function readConversation(ctx: RouterContext): RunSettings['conversation'] {
	return readChoice('Previous Messages From', ['none', 'field', 'memory'], fieldOf(ctx, 'conversation'));
}

function readUnwired(ctx: RouterContext): Pick<RunSettings, 'ifFallbackNotConnected'> {
	return {
		ifFallbackNotConnected: readChoice('If Fallback Is Not Connected', ['stop', 'drop'], fieldOf(ctx, 'ifFallbackNotConnected')),
	};
}

type NumberField = FieldName & keyof typeof LIMITS;

/** @param ownThreshold what the strategy's Threshold counts as while it is hidden. */
function readItem(ctx: RouterContext, itemIndex: number, run: RunSettings, ownThreshold: number): ItemSettings {
	const { number, flag, text, seconds, secondsOrNone } = itemReader(ctx, itemIndex);
	const systemMessage = text('systemMessage', 'System Message');
	const roomTokens = number('reservedOutputTokens', 'Reserved Output Tokens', true);
	const waitsAutomatically = isEmpty(fieldOf(ctx, 'maxWaitTime', itemIndex));
	const threshold = ctx.getNodeParameter('threshold', itemIndex, ownThreshold);
	return {
		policy: {
			operation: run.operation,
			threshold: readNumber({ label: 'Threshold', whole: false, ...LIMITS.threshold }, threshold, whereOf(ctx, 'threshold', itemIndex)),
			acceptFrom: number('minimumScore', 'Minimum Score'),
			maxRetries: number('maxRetries', 'Max Retries', true),
			patienceMs: waitsAutomatically ? AUTOMATIC_WAIT_MS : seconds('maxWaitTime', 'Max Wait Time'),
			limitWaitMs: 0,
			timeoutMs: seconds('timeout', 'Timeout'),
			neverDearer: flag('neverMoreExpensive', 'Never Fall Back to a More Expensive Model'),
			contentPolicyFallback: flag('contentPolicyFallback', 'Ask Another Model After a Content Refusal'),
			floor: null,
			maxSteps: number('maxSteps', 'Maximum Steps', true) || null,
			maxOutputTokens: run.costCapNanoUsd === null && run.spending.budgetNanoUsd === null ? null : roomTokens,
			deadlineMs: secondsOrNone('deadline', 'Deadline per Item'),
			firstByteMs: secondsOrNone('firstByteTimeout', 'First Byte Timeout'),
			latencyTargetMs: secondsOrNone('latencyTarget', 'Latency Target'),
			whenSpent: readChoice('When a Budget Is Used Up', WHEN_SPENT, fieldOf(ctx, 'whenSpent')),
		},
		roomTokens,
		outputField: readOutputField(fieldOf(ctx, 'outputField', itemIndex), whereOf(ctx, 'outputField', itemIndex)),
		stripReasoning: flag('stripReasoning', 'Strip Reasoning'),
		historyLimit: number('historyLimit', 'Messages Kept', true),
		waitsAutomatically,
		systemMessage: systemMessage.trim() === '' ? null : systemMessage,
		images: readImageFields(text('imageFields', 'Image Fields')),
		checks: { notEmpty: flag('checkNotEmpty', 'Not Empty'), notCutOff: flag('checkNotCutOff', 'Not Cut Off') },
		bufferUntilChecked: flag('bufferUntilChecked', 'Buffer Until Checked'),
	};
}

function itemReader(ctx: RouterContext, itemIndex: number) {
	const get = (name: FieldName) => fieldOf(ctx, name, itemIndex);
	const where = (name: FieldName) => whereOf(ctx, name, itemIndex);
	const seconds = (name: NumberField, label: string) => readSeconds({ label, ...LIMITS[name] }, get(name), where(name));
	return {
		number: (name: NumberField, label: string, whole = false) => readNumber({ label, whole, ...LIMITS[name] }, get(name), where(name)),
		flag: (name: FieldName, label: string) => readBoolean(label, get(name), where(name)),
		text: (name: FieldName, label: string) => readText(label, get(name), where(name)),
		seconds,
		/** 0: none. */
		secondsOrNone: (name: NumberField, label: string) => seconds(name, label) || null,
	};
}

/** As the panel stores a field that was never filled in, one that was emptied, and what an expression may make of it. */
function isEmpty(value: unknown): boolean {
	return value === null || value === undefined || (typeof value === 'string' && value.trim() === '');
}

type RunOptions = Pick<
	RunSettings,
	'parallelItems' | 'costCapNanoUsd' | 'spending' | 'budgetPer' | 'timeZone' | 'showKeys' | 'includeDetails' | 'shareBetweenWorkers'
>;

/** One value for the run: the first item's, should a stored workflow have an expression there. */
function readRunOptions(ctx: RouterContext): RunOptions {
	const { number, flag, text } = itemReader(ctx, 0);
	const usd = (name: 'costCap' | 'budget', label: string) => Math.round(number(name, label) * NANO_USD_PER_USD) || null;
	const share = number('strongestShare', 'Most Requests to the Strongest Model');
	return {
		parallelItems: number('parallelItems', 'Parallel Items', true),
		costCapNanoUsd: usd('costCap', 'Cost Cap'),
		spending: { budgetNanoUsd: usd('budget', 'Budget'), strongestShare: share === 100 ? null : share / 100 },
		budgetPer: readChoice('Budget Per', ['day', 'month'], fieldOf(ctx, 'budgetPer')),
		timeZone: readTimeZone(text('budgetTimeZone', 'Budget Time Zone')),
		showKeys: flag('showKeys', 'Show Keys in Report'),
		includeDetails: flag('includeDetails', 'Include Details'),
		shareBetweenWorkers: flag('shareBetweenWorkers', 'Share Limits and Log Between Workers'),
	};
}

const WHEN_SPENT = ['fallback', 'cheapest'] as const;

function readTimeZone(text: string): string | null {
	const timeZone = text.trim();
	if (timeZone === '' || isTimeZone(timeZone)) return timeZone || null;
	throw new ConfigError(
		'Budget Time Zone',
		'is not a time zone',
		'Write it as region and city, for example Europe/Berlin, or leave it empty.',
	);
}

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
	throw new ConfigError(field, `is "${name}", which is reserved`, 'Choose another name.');
}
