import type { Interval } from '../learning/statistics/intervals';
import type { Missing } from '../learning/simulation/simulate';
import type { NamedSimulation } from '../learning/simulation/counterfactual';

import { percent, percentRange, usd, whole } from './format';

const NANO = 1e9;

/** A simulated policy as a row: plain JSON, shares in [0, 1], money in USD. */
interface SimulationRow {
	readonly policy: string;
	readonly is: NamedSimulation['is'];
	/** `null`: one model answers everything. */
	readonly threshold: number | null;
	/** In sentences for people. */
	readonly says: string;
	/** Whether the log knows enough of the answers it would have given. */
	readonly supported: boolean;
	readonly requests: number;
	readonly costPerRequestUsd: number | null;
	readonly costFromUsd: number | null;
	readonly costToUsd: number | null;
	/** Of what always the strongest model would cost. */
	readonly saving: number | null;
	readonly savingFrom: number | null;
	readonly savingTo: number | null;
	/** Share of the answers as good as the strongest model's. */
	readonly quality: number | null;
	readonly qualityFrom: number | null;
	readonly qualityTo: number | null;
	/** Effective number of comparisons that the quality stands on. */
	readonly comparisons: number | null;
	readonly models: readonly { readonly model: string; readonly share: number }[];
	readonly missing: readonly {
		readonly model: string;
		readonly share: number | null;
		readonly comparisons: number;
		readonly needed: number;
		readonly says: string;
	}[];
}

export function simulationRow(simulation: NamedSimulation): SimulationRow {
	const { is, policy, requests, costNanoUsd, saving, shares } = simulation;
	const quality = simulation.kind === 'simulated' ? simulation.quality : null;
	return {
		policy: nameOf(simulation),
		is,
		threshold: is === 'one_model' ? null : policy.threshold,
		says: inWords(simulation),
		supported: simulation.kind === 'simulated',
		requests,
		costPerRequestUsd: costNanoUsd === null ? null : costNanoUsd.mean / NANO,
		costFromUsd: costNanoUsd?.interval == null ? null : costNanoUsd.interval.from / NANO,
		costToUsd: costNanoUsd?.interval == null ? null : costNanoUsd.interval.to / NANO,
		saving: saving?.estimate ?? null,
		savingFrom: saving?.interval?.from ?? null,
		savingTo: saving?.interval?.to ?? null,
		quality: quality?.estimate ?? null,
		qualityFrom: quality?.interval.from ?? null,
		qualityTo: quality?.interval.to ?? null,
		comparisons: simulation.kind === 'simulated' ? Math.round(simulation.effective) : null,
		models: shares.map(({ modelId, share }) => ({ model: modelId, share })),
		missing:
			simulation.kind === 'simulated'
				? []
				: simulation.missing.map((one) => ({
						model: one.modelId,
						share: one.share,
						comparisons: Math.round(one.comparisons),
						needed: one.needed,
						says: lackOf(one),
					})),
	};
}

function nameOf({ is, policy }: NamedSimulation): string {
	if (is === 'as_now') return `As now (threshold ${String(policy.threshold)})`;
	return is === 'threshold' ? `Threshold ${String(policy.threshold)}` : `Always ${policy.name}`;
}

function inWords(simulation: NamedSimulation): string {
	const { costNanoUsd, saving, requests } = simulation;
	if (requests === 0)
		return `${nameOf(simulation)}: no request of the log could have been answered so${simulation.kind === 'unsupported' ? simulation.missing.map((one) => `; ${lackOf(one)}`).join('') : ''}.`;
	const cost =
		costNanoUsd === null
			? 'what it costs is not known, because a price is not'
			: `${usd(costNanoUsd.mean / NANO)} a request${saving === null ? '' : `, ${savingInWords(saving)}`}`;
	if (simulation.kind === 'unsupported')
		return `${nameOf(simulation)}: ${cost}. How good its answers are, the log cannot tell: ${simulation.missing.map(lackOf).join('; ')}.`;
	const { estimate, interval } = simulation.quality;
	return `${nameOf(simulation)}: ${cost}. ${percent(estimate)} of the answers are as good as the strongest model's${rangeOf(interval)}.`;
}

function savingInWords({ estimate, interval }: NonNullable<NamedSimulation['saving']>): string {
	const range = interval === null ? '' : rangeOf(estimate >= 0 ? interval : { from: -interval.to, to: -interval.from });
	return estimate >= 0
		? `${percent(estimate)} less than always the strongest${range}`
		: `${percent(-estimate)} more than always the strongest${range}`;
}

function rangeOf(interval: Interval): string {
	return interval.from === interval.to ? '' : ` (${percentRange(interval)})`;
}

function lackOf({ modelId, share, comparisons, needed }: Missing): string {
	if (share === null) return `${modelId} is not in the log at all`;
	return `${modelId} would answer ${percent(share)} and was compared there about ${whole(comparisons)} times, where it takes ${whole(needed)}`;
}
