import type { IExecuteFunctions } from 'n8n-workflow';

import type { Bypass } from '../../../router/bypass';
import { ConfigError } from '../../../router/configError';
import type { ModelId } from '../../../router/registry/model';
import { z } from '../../../vendor/zod';
import { modelIdOf } from '../../shared/connectedModels';
import type { ModelRow } from '../../shared/models';
import { readText } from '../../shared/values';
import { pathOf } from '../description/defaults';
import { fieldOf, storedAt, varies, whereOf } from './panel';

interface BypassSettings {
	readonly bypass: Bypass;
	/** No weaker model may answer; `null`: any may. */
	readonly floor: ModelId | null;
}

/** Reads the bypass for one item; what no expression can change is read once. */
export type BypassReader = (itemIndex: number) => BypassSettings;

const NAMES = ['alwaysStrongest', 'neverBelow', 'bypassRouting'] as const;
type ModelName = Exclude<(typeof NAMES)[number], 'alwaysStrongest'>;

/** @throws ConfigError where a model is named that is not in the list, or switched off. */
export function createBypassReader(ctx: IExecuteFunctions, rows: readonly ModelRow[]): BypassReader {
	const definition = definitionOf(storedAt(ctx, pathOf('alwaysStrongest')), storedAt(ctx, pathOf('bypassRouting')));
	const read = (itemIndex: number): BypassSettings => {
		const model = (name: ModelName, label: string) => readModel(ctx, name, itemIndex, { label, rows });
		const bypassRouting = model('bypassRouting', 'Bypass Routing');
		const critical = isCritical(ctx, itemIndex);
		return { bypass: { ...kindOf(critical, bypassRouting), definition }, floor: model('neverBelow', 'Never Below') };
	};
	if (NAMES.some((name) => varies(ctx, name))) return read;
	const fixed = read(0);
	return () => fixed;
}

type Critical = 'yes' | 'no' | 'unclear';
type Kind =
	| { readonly kind: 'none' }
	| Pick<Extract<Bypass, { kind: 'strongest' }>, 'kind' | 'because'>
	| Pick<Extract<Bypass, { kind: 'fixed' }>, 'kind' | 'modelId'>;

/** Safety comes first: one model for everything does not hold for what must go to the strongest. */
function kindOf(critical: Critical, bypassRouting: ModelId | null): Kind {
	if (critical !== 'no') return { kind: 'strongest', because: critical === 'yes' ? 'condition' : 'unclear' };
	return bypassRouting === null ? { kind: 'none' } : { kind: 'fixed', modelId: bypassRouting };
}

/** An item whose condition fails is no reason to stop the others, and none to take a risk with it. */
function isCritical(ctx: IExecuteFunctions, itemIndex: number): Critical {
	try {
		const value = flagSchema.safeParse(fieldOf(ctx, 'alwaysStrongest', itemIndex)).data;
		return value === undefined ? 'unclear' : value ? 'yes' : 'no';
	} catch {
		return 'unclear';
	}
}

const flagSchema = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

interface Known {
	readonly label: string;
	readonly rows: readonly ModelRow[];
}

function readModel(ctx: IExecuteFunctions, name: ModelName, itemIndex: number, { label, rows }: Known): ModelId | null {
	const where = whereOf(ctx, name, itemIndex);
	const given = readText(label, fieldOf(ctx, name, itemIndex), where).trim();
	if (given === '') return null;
	const modelId = modelIdOf(rows, given);
	const named = rows.filter((row) => row.modelId === modelId);
	if (modelId !== null && named.some(({ enabled }) => enabled)) return modelId;
	if (named.length > 0) {
		throw new ConfigError(
			label + where,
			`names the model "${given}", which is switched off`,
			'Switch its row on under Models, or choose another model.',
		);
	}
	throw new ConfigError(
		label + where,
		`names the model "${given}", which is not in the list`,
		'Choose a model of the list, or add this one to Models.',
	);
}

function definitionOf(alwaysStrongest: unknown, bypassRouting: unknown): Bypass['definition'] {
	const set = {
		...(isSet(alwaysStrongest) && { alwaysStrongest }),
		...(isSet(bypassRouting) && { bypassRouting }),
	};
	return Object.keys(set).length === 0 ? null : set;
}

/** The editor leaves defaults out, and n8n puts them back in. */
function isSet(value: unknown): boolean {
	return value !== undefined && value !== false && value !== '';
}
