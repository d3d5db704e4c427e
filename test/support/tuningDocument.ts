import type { TuningDocument } from '../../router/learning/autotune/document';
import { openDocument } from '../../router/learning/autotune/open';
import type { ModelSpec } from '../../router/registry/model';
import { drive, fresh, type World } from '../router/learning/autotune/drive';

const priced = (id: string, usd: number): Pick<ModelSpec, 'id' | 'price'> => ({
	id,
	price: { tiers: [{ fromInputTokens: 0, inputUsdPerMTok: usd, cachedInputUsdPerMTok: null, outputUsdPerMTok: 4 * usd }], source: 'row' },
});

interface DocumentOf extends Partial<World> {
	/** Cheapest first. */
	readonly weaker?: readonly string[];
	readonly strongest?: string;
	readonly target?: 0.9 | 0.95 | 0.98;
	readonly nowMs?: number;
}

/** A document after so many requests, by the machine itself. */
export function documentAfter({
	weaker = ['maker/small'],
	strongest = 'maker/strong',
	target = 0.9,
	nowMs = Date.now(),
	...world
}: DocumentOf): TuningDocument {
	const nanoUsd = { weaker: weaker.map((_, i) => 1e5 * (i + 1)), strongest: 2e6, judge: 1e6 };
	const begun = fresh({ target, weaker: [...weaker] }, { nanoUsd, mostNanoUsd: 5e9 });
	const facts = {
		weaker: weaker.map((id, i) => priced(id, 0.1 * (i + 1))),
		strongest: priced(strongest, 2),
		judge: priced(strongest, 2),
		mostNanoUsd: 5e9,
	};
	const opened = openDocument(null, { basis: begun.basis, facts, promptHash: 'p', weights: null, nowMs });
	return { ...opened, state: drive(begun, { items: 0, ...world }).state };
}
