import type { RouterContext } from '../../shared/context';

import type { Bypass } from '../../../router/bypass';
import type { ModelId } from '../../../router/registry/model';
import { z } from '../../../vendor/zod';
import { pathOf } from '../description/defaults';
import type { ModelNames } from './modelNames';
import { fieldOf, storedAt, varies } from './panel';

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
export function createBypassReader(ctx: RouterContext, names: ModelNames): BypassReader {
	const definition = definitionOf(storedAt(ctx, pathOf('alwaysStrongest')), storedAt(ctx, pathOf('bypassRouting')));
	const read = (itemIndex: number): BypassSettings => {
		const model = (name: ModelName, label: string) => readModel(ctx, names, { name, label, itemIndex });
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
function isCritical(ctx: RouterContext, itemIndex: number): Critical {
	try {
		const value = flagSchema.safeParse(fieldOf(ctx, 'alwaysStrongest', itemIndex)).data;
		return value === undefined ? 'unclear' : value ? 'yes' : 'no';
	} catch {
		return 'unclear';
	}
}

const flagSchema = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);

interface Field {
	readonly name: ModelName;
	readonly label: string;
	readonly itemIndex: number;
}

function readModel(ctx: RouterContext, names: ModelNames, { name, label, itemIndex }: Field): ModelId | null {
	return names.one({ field: label, itemIndex, varies: varies(ctx, name), value: () => fieldOf(ctx, name, itemIndex), enabled: true });
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
