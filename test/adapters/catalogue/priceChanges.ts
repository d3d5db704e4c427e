import type { Catalogue } from '../../../adapters/catalogue/catalogue';
import { PROVIDER_KINDS } from '../../../adapters/providers';

import type { PriceNote } from './priceNotes';

/** USD per million tokens, input and output, by `provider/model`. */
export type KnownPrices = Readonly<Record<string, readonly [input: number, output: number]>>;

/** A price that changes by more is a misplaced comma until somebody has looked. */
const MOST = 4;

/** All prices of a catalogue at one moment. @param atMs epoch ms. */
export function pricesOf(catalogue: Catalogue, atMs: number): KnownPrices {
	const entries = PROVIDER_KINDS.flatMap((kind) =>
		catalogue.list(kind, atMs).flatMap(({ apiModel, price }) => {
			const tier = price?.tiers[0];
			return tier === undefined ? [] : [[`${kind}/${apiModel}`, [tier.inputUsdPerMTok, tier.outputUsdPerMTok]] as const];
		}),
	);
	return Object.fromEntries(entries);
}

/** Which prices changed more than fourfold, up or down, without a note that names the new one. */
export function suspicious(before: KnownPrices, now: KnownPrices, notes: Readonly<Record<string, PriceNote>>): string[] {
	return Object.entries(now).flatMap(([id, [input, output]]) => {
		const [was, wasOut] = before[id] ?? [input, output];
		const far = isFar(was, input) || isFar(wasOut, output);
		const note = notes[id];
		if (!far || (note?.input === input && note.output === output)) return [];
		return [`${id}: ${String(was)}/${String(wasOut)} → ${String(input)}/${String(output)}`];
	});
}

/** What is known from now on: the new prices, but for those nobody has looked at. What is listed no more is forgotten. */
export function accepted(before: KnownPrices, now: KnownPrices, notes: Readonly<Record<string, PriceNote>>): KnownPrices {
	const odd = new Set(suspicious(before, now, notes).map((line) => line.slice(0, line.indexOf(': '))));
	return Object.fromEntries(Object.entries(now).map(([id, price]) => [id, odd.has(id) ? (before[id] ?? price) : price]));
}

function isFar(before: number, now: number): boolean {
	return now > before * MOST || now * MOST < before;
}
