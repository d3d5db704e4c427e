import type { RouterContext } from '../../shared/context';

import { ConfigError } from '../../../router/configError';
import { z } from '../../../vendor/zod';
import { DEFAULTS, LIMITS } from '../description/defaults';
import { branchLabels } from '../outputs';
import type { OwnFacts } from '../../../router/registry/facts';
import { CAPABILITIES } from '../../../router/registry/model';
import { rowIds } from '../../../router/registry/rows';
import { wiredRows } from '../../shared/connectedModels';
import type { ModelRow } from '../../shared/models';
import { readRowSettings, type RawSettings } from '../../shared/rowSettings';
import { readBoolean, readChoice, readNumber } from '../../shared/values';
import type { RunSettings } from '../settings';

import { readGoodAt } from './goodAt';

const rowsSchema = z.array(
	z.object({
		model: z
			.union([z.string(), z.object({ value: z.unknown() })])
			.nullish()
			.transform((model) => (typeof model === 'object' ? model?.value : model))
			.transform((model) => (typeof model === 'string' ? model.trim() : '')),
		branchName: z
			.string()
			.nullish()
			.transform((name) => name ?? ''),
		settings: z
			.record(z.unknown())
			.nullish()
			.transform((settings) => settings ?? {}),
	}),
);

type Row = z.infer<typeof rowsSchema>[number];

/**
 * Where the models come from, and their list.
 * @throws ConfigError naming the row or the port that cannot be used; and for connected models under Route Only.
 */
export function readModels(ctx: RouterContext, operation: RunSettings['operation']): Pick<RunSettings, 'modelsFrom' | 'rows'> {
	const modelsFrom = readModelsFrom(ctx, operation);
	const rows = readModelRows(ctx.getNodeParameter('models.values', 0, []), modelsFrom);
	return { modelsFrom, rows: modelsFrom === 'connected' ? wiredRows(ctx, rows) : rows };
}

/** What was chosen may be left over from the other operation. */
function readModelsFrom(ctx: RouterContext, operation: RunSettings['operation']): RunSettings['modelsFrom'] {
	const absent = operation === 'routeOnly' ? 'catalogue' : DEFAULTS.modelsFrom;
	const chosen = readChoice('Models From', ['registry', 'connected', 'catalogue'], ctx.getNodeParameter('modelsFrom', 0, absent));
	if (chosen === 'connected' && operation === 'routeOnly') {
		throw new ConfigError(
			'Models From',
			'is Connected Chat Models, but Route Only calls no model',
			'Set it to Catalogue or Registry Credential to choose among models by name, or set Operation to Route and Answer.',
		);
	}
	if (chosen === 'catalogue' && operation === 'routeAndAnswer') {
		throw new ConfigError(
			'Models From',
			'is Catalogue, which has no keys to call a model with',
			'Set it to Registry Credential or Connected Chat Models, or set Operation to Route Only.',
		);
	}
	return chosen;
}

/**
 * The model list; connected rows have no model id yet.
 * @throws ConfigError naming the row, where there is nothing to route to or a row cannot be used.
 */
export function readModelRows(value: unknown, modelsFrom: RunSettings['modelsFrom'] = 'registry'): readonly ModelRow[] {
	const parsed = rowsSchema.safeParse(value ?? []);
	if (!parsed.success) {
		const row = Number(parsed.error.issues[0]?.path[0] ?? 0) + 1;
		throw new ConfigError(`Models, row ${String(row)}`, 'cannot be read', 'Delete the row and add it again.');
	}
	const listed = modelsFrom === 'connected' ? parsed.data.map((row) => ({ ...row, model: '' })) : parsed.data;
	const sent = listed.map((row, index) => (modelsFrom === 'connected' ? {} : readRowSettings(row.settings, nameOf(index + 1))));
	const ids = rowIds(listed.map(({ model }, index) => ({ model, settings: sent[index] ?? {} })));
	const labels = branchLabels({ models: { values: listed } });
	const rows = listed.map((row, index) => ({
		...toModelRow(row, index + 1, labels[index] ?? ''),
		modelId: ids[index] ?? '',
		...(Object.keys(sent[index] ?? {}).length > 0 && { sent: sent[index] ?? {} }),
	}));
	const enabled = rows.filter((row) => row.enabled);
	if (enabled.length === 0) {
		throw new ConfigError('Models', 'has no enabled row', 'Add a model, or switch a row on.');
	}
	if (modelsFrom !== 'connected') for (const row of enabled) requireUsable(row, enabled);
	return rows;
}

function requireUsable(row: ModelRow, enabled: readonly ModelRow[]): void {
	const field = nameOf(row.slot);
	if (row.model === '') throw new ConfigError(field, 'has no model', 'Choose one, or switch the row off.');
	if (!/^[^/\s]+\/.+$/.test(row.model)) {
		throw new ConfigError(field, 'does not name its provider', 'Write the model as provider/model, for example openai/gpt-4o-mini.');
	}
	const first = enabled.find((other) => other.modelId === row.modelId);
	if (first && first.slot !== row.slot) {
		throw new ConfigError(
			field,
			`is the same model as row ${String(first.slot)}, with the same settings`,
			'Give it other settings, choose another model, or switch one of the two rows off.',
		);
	}
}

function nameOf(slot: number): string {
	return `Models, row ${String(slot)}`;
}

function toModelRow(row: Row, slot: number, branch: string): Omit<ModelRow, 'modelId'> {
	const field = nameOf(slot);
	const { strength, enabled } = row.settings;
	const goodAt = readGoodAt(row.settings.goodAt, field);
	return {
		slot,
		model: row.model,
		branch,
		strength: readStrength(strength ?? 'auto', field),
		enabled: readBoolean(`${field}, Enabled`, enabled ?? true),
		facts: readFacts(row.settings, field),
		...(goodAt !== '' && { goodAt }),
	};
}

const STRENGTHS = ['auto', ...Array.from({ length: LIMITS.strength.max }, (_, index) => String(index + 1))];

function readStrength(value: unknown, field: string): number | null {
	const strength = readChoice(`${field}, Strength`, STRENGTHS, typeof value === 'number' ? String(value) : value);
	return strength === 'auto' ? null : Number(strength);
}

const capabilitiesSchema = z.array(z.enum(CAPABILITIES));

function readFacts(raw: RawSettings, field: string): OwnFacts {
	const number = (name: string, label: string, count: boolean) => {
		const rule = { label: `${field}, ${label}`, min: count ? 1 : 0, max: Infinity, whole: count };
		return raw[name] === undefined ? null : readNumber(rule, raw[name]);
	};
	const input = number('inputPrice', 'Input Price', false);
	const cached = number('cachedInputPrice', 'Cached Input Price', false);
	const output = number('outputPrice', 'Output Price', false);
	const capabilities = raw.capabilities === undefined ? null : capabilitiesSchema.safeParse(raw.capabilities);
	if (capabilities?.success === false) {
		throw new ConfigError(`${field}, Capabilities`, 'holds an unknown name', 'Choose them from the list in the panel.');
	}
	return {
		price: readPrice(input, cached, output, field),
		contextTokens: number('contextTokens', 'Context Window', true),
		maxOutputTokens: number('outputLimit', 'Output Limit', true),
		capabilities: capabilities?.data ?? null,
		limits: {
			requestsPerMinute: number('requestsPerMinute', 'Requests per Minute', true),
			tokensPerMinute: number('tokensPerMinute', 'Tokens per Minute', true),
			parallel: number('parallelCalls', 'Parallel Calls', true),
		},
	};
}

function readPrice(input: number | null, cached: number | null, output: number | null, field: string): OwnFacts['price'] {
	if (input === null && cached === null && output === null) return null;
	if (input === null || output === null) {
		throw new ConfigError(field, 'sets only a part of the price', 'Set both Input Price and Output Price, or neither.');
	}
	return { inputUsdPerMTok: input, cachedInputUsdPerMTok: cached, outputUsdPerMTok: output };
}
