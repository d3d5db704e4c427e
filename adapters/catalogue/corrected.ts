import type { Price, PriceTier } from '../../router/registry/model';
import type { ProviderKind } from '../providers';

import { CORRECTIONS, type CorrectedPrice, type Correction } from './corrections';

/** All corrections of one model together. */
export type Corrected = Partial<Omit<Correction, 'models' | 'source'>>;

const BY_KIND = new Map(Object.entries(CORRECTIONS).map(([kind, corrections]) => [kind, byModel(corrections)]));

/** `null`: the lists are left as they are. */
export function correctionOf(kind: ProviderKind, apiModel: string): Corrected | null {
	const corrections = BY_KIND.get(kind);
	return corrections?.get(apiModel) ?? null;
}

export function correctedNames(kind: ProviderKind): readonly string[] {
	return [...(BY_KIND.get(kind)?.keys() ?? [])];
}

function byModel(corrections: readonly Correction[]): Map<string, Corrected> {
	const found = new Map<string, Corrected>();
	for (const { models, source: _source, ...correction } of corrections) {
		for (const model of models) found.set(model, { ...found.get(model), ...correction });
	}
	return found;
}

/** The price at this moment; `null`: nobody names one. @param atMs epoch ms. */
export function correctedPrice({ price, above, peak }: Corrected, atMs: number): Price | null {
	if (price == null) return null;
	const times = peak !== undefined && isPeak(peak.hours, new Date(atMs)) ? peak.times : 1;
	const tiers = [tierOf(0, price, times), ...(above === undefined ? [] : [tierOf(above.tokens + 1, above, times)])];
	return { tiers, source: 'catalogue' };
}

const SATURDAY = 6;

function isPeak(hours: NonNullable<Correction['peak']>['hours'], at: Date): boolean {
	const day = at.getUTCDay();
	return day > 0 && day < SATURDAY && hours.some(([from, to]) => at.getUTCHours() >= from && at.getUTCHours() < to);
}

function tierOf(fromInputTokens: number, { input, output, cached, write, write1h }: CorrectedPrice, times: number): PriceTier {
	return {
		fromInputTokens,
		inputUsdPerMTok: input * times,
		cachedInputUsdPerMTok: cached === undefined ? null : cached * times,
		...(write !== undefined && { cacheWriteUsdPerMTok: write * times }),
		...(write1h !== undefined && { cacheWrite1hUsdPerMTok: write1h * times }),
		outputUsdPerMTok: output * times,
	};
}
