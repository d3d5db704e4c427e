import { chosenAt, ladderOf, type AuditedRequest, type Ladder, type ScoredCandidate } from '../../router/learning/log/audited';

/** Requests that look the same to the router, and what is true of them. */
export interface WorldKind {
	readonly candidates: readonly ScoredCandidate[];
	/** By model: how often its answer is worse than the strongest's, on average. */
	readonly loss: Readonly<Record<string, number>>;
	/** By model: with which a request is compared with it. */
	readonly audited: Readonly<Record<string, number>>;
}

/** A traffic whose truth is known: each kind as frequent as the next. */
export interface World {
	readonly kinds: readonly (WorldKind & { readonly ladder: Ladder })[];
}

export interface WorldSettings {
	readonly models: 2 | 3;
	/** Steps of the predicted quality. */
	readonly levels: number;
	/** How far the prediction is to be believed: 1: the loss is 1 − quality; 0: the same for all. */
	readonly informative: number;
	/** The risk where the policy has come down `atLevel` of its levels. */
	readonly risk: number;
	readonly atLevel: number;
	/** Share of requests that are audited, over all models. */
	readonly audits: number;
	/** Hard requests, whose losses are greater than they look, are audited a quarter as often as the easy ones. */
	readonly varying: boolean;
}

/** The smallest probability as a share of the mean one, where it varies. */
export const RAREST = 0.4;

const USAGE = { inputTokens: 500, outputTokens: 500, cachedInputTokens: 0 };
const COSTS: Readonly<Record<string, number>> = { cheap: 1_000, middle: 4_000, strong: 15_000 };

/** Losses are scaled so that the risk at the threshold of `atLevel` is exactly `risk`. */
export function createWorld(settings: WorldSettings): World {
	const raw = build(settings, 1);
	return build(settings, settings.risk / riskAt(raw, thresholdOf(settings, settings.atLevel)));
}

/** The threshold that lets in the first `level` levels (1…levels) of the cheapest model's predicted quality. */
export function thresholdOf({ levels }: Pick<WorldSettings, 'levels'>, level: number): number {
	return qualityOf(levels, level - 1);
}

/** The true risk of the policy at a threshold. */
export function riskAt({ kinds }: World, threshold: number): number {
	return meanOver(kinds, ({ ladder, loss }) => loss[chosenAt(ladder, threshold).modelId] ?? 0);
}

/** The true saving there, as a share of always asking the strongest. */
export function savingAt({ kinds }: World, threshold: number): number {
	const full = meanOver(kinds, ({ ladder }) => ladder.strongest.costNanoUsd ?? 0);
	return 1 - meanOver(kinds, ({ ladder }) => chosenAt(ladder, threshold).costNanoUsd ?? 0) / full;
}

/** Losses of one half are frequent: two orders of judging often disagree. */
export function drawLog({ kinds }: World, requests: number, random: () => number): AuditedRequest[] {
	return Array.from({ length: requests }, (_, i) => {
		const kind = kinds[Math.floor(random() * kinds.length)];
		if (kind === undefined) throw new Error('A world without kinds of requests.');
		return {
			id: `${String(i)}-${random().toString(36)}`,
			candidates: kind.candidates,
			usage: USAGE,
			drawn: true,
			audit: drawAudit(kind, random),
		};
	});
}

function drawAudit({ loss, audited }: WorldKind, random: () => number): AuditedRequest['audit'] {
	let drawn = random();
	for (const [modelId, probability] of Object.entries(audited)) {
		drawn -= probability;
		if (drawn < 0) return { modelId, probability, result: 1 - drawLoss(loss[modelId] ?? 0, random) };
	}
	return null;
}

function drawLoss(mean: number, random: () => number): number {
	const half = 0.8 * Math.min(mean, 1 - mean);
	const drawn = random();
	if (drawn < half) return 0.5;
	return drawn < half + (mean - half / 2) ? 1 : 0;
}

function build(settings: WorldSettings, scale: number): World {
	const { models, levels, informative, audits, varying } = settings;
	const kinds = Array.from({ length: levels }, (_, level) => {
		const cheap = qualityOf(levels, level);
		const middle = Math.min(0.9999, cheap + 0.15);
		return [1.6, 0.4].map((hardness) => {
			const lossOf = (quality: number) => Math.min(1, scale * hardness * (informative * (1 - quality) + (1 - informative) * 0.5));
			const probability = (audits / (models - 1)) * (varying ? (hardness > 1 ? RAREST : 2 - RAREST) : 1);
			const candidates = candidatesOf(models === 2 ? { cheap, strong: 1 } : { cheap, middle, strong: 1 });
			// The middle one is worse than it looks at every third level: the risk then falls where the cheap one takes over.
			const loss = { cheap: lossOf(cheap), middle: lossOf(level % 3 === 0 ? cheap : middle), strong: 0 };
			const audited: Record<string, number> = models === 2 ? { cheap: probability } : { cheap: probability, middle: probability };
			return { candidates, loss, audited, ladder: ladderOf(candidates) };
		});
	});
	return { kinds: kinds.flat() };
}

function candidatesOf(qualities: Readonly<Record<string, number>>): ScoredCandidate[] {
	return Object.entries(qualities).map(([modelId, quality], rank) => ({ modelId, rank, quality, costNanoUsd: COSTS[modelId] ?? 0 }));
}

/** Four digits, so that the grid's rounding leaves it as it is. */
function qualityOf(levels: number, level: number): number {
	return Math.round(10_000 * (1 - (level + 0.5) / levels)) / 10_000;
}

function meanOver<T>(items: readonly T[], value: (item: T) => number): number {
	return items.reduce((sum, item) => sum + value(item), 0) / items.length;
}
