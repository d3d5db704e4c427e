import { DAY_MS } from '../../clock';
import { createHash } from 'node:crypto';

import { expired, movedBeyondChance, trafficOf, type Traffic } from '../../learning/calibration/certificate';
import { readDecision } from '../../learning/log/loggedRequest';
import type { LoggedDecision } from '../../ledger/feedbackPort';
import type { RecordedCandidate } from '../../ledger/record';
import type { ModelId, Price } from '../../registry/model';
import { percent, whole } from '../format';

import type { Finding } from './finding';

/** What a policy is chosen for, and may no longer be as it was. */
export type DriftKind = 'traffic' | 'prices' | 'models';

/** What is watched, whichever routers there are. */
export interface DriftRule {
	readonly kind: DriftKind;
	/** What is "now". */
	readonly windowHours: number;
	/** A named threshold; `null`: compared with the window before. */
	readonly thresholdName: string | null;
	readonly routerId: string | null;
}

export function driftKey(rule: DriftRule): string {
	return createHash('sha256')
		.update(JSON.stringify(['drift', rule.kind, rule.windowHours, rule.thresholdName, rule.routerId]))
		.digest('hex')
		.slice(0, 24);
}

/** What the requests of a stretch of time tell of a router. */
export interface Stretch {
	/** Of its newest request that named its models; `null`: there is none. */
	readonly newest: Pick<LoggedDecision, 'atMs' | 'candidates' | 'strategy' | 'weightsVersion' | 'policyBasis'> | null;
	/** Of the requests with predictions like those of the newest one. */
	readonly traffic: Traffic;
	/** How often a model was not known to its provider. */
	readonly notFound: ReadonlyMap<ModelId, number>;
}

/** Reads requests one by one, the newest first, so that none need be kept. */
export class StretchReader {
	private readonly notFound = new Map<ModelId, number>();
	private readonly tenths = new Array<number>(10).fill(0);
	private requests = 0;
	private newest: Stretch['newest'] = null;

	/** @param like predictions of other weights or another strategy are no other traffic; `null`: those of the newest count. */
	constructor(private readonly like: Stretch['newest']) {}

	add(decision: LoggedDecision): void {
		for (const { modelId, result } of decision.attempts) {
			if (result.kind === 'failed' && result.failure === 'model_not_found')
				this.notFound.set(modelId, (this.notFound.get(modelId) ?? 0) + 1);
		}
		if (decision.candidates.length === 0) return;
		this.newest ??= decision;
		const like = this.like ?? this.newest;
		if (decision.weightsVersion !== like.weightsVersion || decision.strategy !== like.strategy) return;
		// The requests that calibration takes for the traffic, so that both speak of the same ones.
		const read = readDecision(decision, null);
		if (read.kind !== 'request' || read.request.candidates.every(({ quality }) => quality === null)) return;
		trafficOf([read.request]).tenths.forEach((count, tenth) => (this.tenths[tenth] = (this.tenths[tenth] ?? 0) + count));
		this.requests++;
	}

	read(): Stretch {
		return { newest: this.newest, traffic: { requests: this.requests, tenths: this.tenths }, notFound: this.notFound };
	}
}

export interface DriftOptions {
	readonly rule: DriftRule;
	readonly routerId: string;
	/** The router, for people. */
	readonly called: string;
	readonly now: Stretch;
	/** What it was when the policy was set, or the window before. */
	readonly before: Pick<Stretch, 'traffic'> & {
		readonly newest: Pick<NonNullable<Stretch['newest']>, 'atMs' | 'candidates'> | null;
		readonly models: readonly ModelId[] | null;
	};
	/** Whether the predictions of then can be compared with those of now. */
	readonly comparable: boolean;
	/** Compared with what a threshold was certified for; otherwise with the window before. */
	readonly certified: boolean;
	readonly listed: PriceList;
}

/** What the price list says of models whose price came from it. */
export interface PriceList {
	/** `YYYY-MM-DD`. */
	readonly date: string;
	/** `unknown`: it is of a provider whose models are not listed. */
	lookup(
		modelId: ModelId,
		atMs: number,
	):
		| { readonly kind: 'listed'; readonly price: Price | null; readonly deprecated: boolean }
		| { readonly kind: 'gone' }
		| { readonly kind: 'unknown' };
}

export function checkDrift(options: DriftOptions): Finding {
	const { rule, routerId, called, now, certified } = options;
	const since =
		certified && rule.thresholdName !== null
			? `the threshold "${rule.thresholdName}" was certified`
			: `the ${String(rule.windowHours)} h before`;
	const found =
		now.newest === null
			? {
					state: 'unclear' as const,
					sentence: `${NAMES[rule.kind]} of ${called}: no requests in the last ${String(rule.windowHours)} h.`,
					more: {},
				}
			: CHECKS[rule.kind](options, since);
	const key = driftKey(rule);
	return {
		rule: key,
		key: `${key}:${routerId}`,
		state: found.state,
		name: `${NAMES[rule.kind]} moved`,
		sentence: found.sentence,
		facts: {
			kind: 'drift',
			drift: rule.kind,
			router: routerId,
			windowHours: rule.windowHours,
			threshold: rule.thresholdName,
			...found.more,
		},
	};
}

const NAMES: Readonly<Record<DriftKind, string>> = { traffic: 'Traffic', prices: 'Prices', models: 'Models' };

interface Found {
	readonly state: Finding['state'];
	readonly sentence: string;
	readonly more: Readonly<Record<string, unknown>>;
}

const CHECKS: Readonly<Record<DriftKind, (options: DriftOptions, since: string) => Found>> = {
	traffic: checkTraffic,
	prices: checkPrices,
	models: checkModels,
};

/** Fewer say nothing of how requests are spread. */
const LEAST_TRAFFIC = 50;

function checkTraffic({ called, now, before, comparable }: DriftOptions, since: string): Found {
	if (!comparable)
		return {
			state: 'unclear',
			sentence: `Traffic of ${called}: predictions since ${since} are of other weights or another policy and cannot be compared.`,
			more: {},
		};
	const least = Math.min(now.traffic.requests, before.traffic.requests);
	if (least < LEAST_TRAFFIC)
		return {
			state: 'unclear',
			sentence: `Traffic of ${called}: not enough data to compare (${whole(now.traffic.requests)} requests now, ${whole(before.traffic.requests)} before).`,
			more: {},
		};
	const ties = { policyBasis: '', judge: '', weightsVersion: null, models: [] };
	const moved = expired({ ...ties, traffic: before.traffic }, { ...ties, traffic: now.traffic }).length > 0;
	const share = Math.max(0, movedBeyondChance(before.traffic, now.traffic));
	const counts = `${whole(now.traffic.requests)} requests now, ${whole(before.traffic.requests)} before`;
	return {
		state: moved ? 'breached' : 'fine',
		sentence: moved
			? `Traffic of ${called} has moved since ${since}: at least ${percent(share, 0)} of the requests are easier or harder than they were (${counts}).`
			: `Traffic of ${called} is as before (${counts}).`,
		more: { value: share, requests: now.traffic.requests },
	};
}

function checkPrices({ called, now, before, listed }: DriftOptions, since: string): Found {
	const candidates = now.newest?.candidates ?? [];
	const changes = candidates.flatMap((candidate) => {
		const then = before.newest?.candidates.find(({ modelId }) => modelId === candidate.modelId);
		if (then === undefined || samePrice(then.price, candidate.price) || isTimeOfDay(then, candidate)) return [];
		return [{ model: candidate.modelId, before: shownPrice(then.price), now: shownPrice(candidate.price) }];
	});
	const otherwise = candidates.flatMap((candidate) => {
		const price = listedPrice(candidate, now.newest?.atMs ?? 0);
		return price === null || samePrice(price, candidate.price)
			? []
			: [{ model: candidate.modelId, logged: shownPrice(candidate.price), listed: shownPrice(price) }];
	});
	const parts = [
		...changes.map((change) => `${change.model} cost ${change.before}, now ${change.now}`),
		...otherwise.map((other) => `${other.model} is counted at ${other.logged}, the price list of ${listed.date} says ${other.listed}`),
	];
	if (parts.length === 0) return { state: 'fine', sentence: `Prices of ${called} are as before.`, more: { changes, otherwise } };
	return {
		state: 'breached',
		sentence: `Prices of ${called} have changed since ${since}: ${parts.join('; ')} (USD per million tokens, input / output).`,
		more: { changes, otherwise },
	};

	/** Some prices depend on the hour: what the list said at the same hour earlier is no change. */
	function isTimeOfDay(then: RecordedCandidate, candidate: RecordedCandidate): boolean {
		if (then.price?.source !== 'catalogue' || before.newest === null || now.newest === null) return false;
		const days = Math.round((now.newest.atMs - before.newest.atMs) / DAY_MS);
		const price = listedPrice(candidate, before.newest.atMs + days * DAY_MS);
		return price !== null && samePrice(price, then.price);
	}

	/** `null`: the price did not come from the list, or the list has none. */
	function listedPrice({ modelId, price }: RecordedCandidate, atMs: number): Price | null {
		if (price?.source !== 'catalogue') return null;
		const entry = listed.lookup(modelId, atMs);
		return entry.kind === 'listed' ? entry.price : null;
	}
}

function samePrice(a: Price | null, b: Price | null): boolean {
	return JSON.stringify(a?.tiers ?? null) === JSON.stringify(b?.tiers ?? null);
}

function shownPrice(price: Price | null): string {
	return price === null
		? 'unknown'
		: price.tiers
				.map(
					(tier) =>
						`$${String(tier.inputUsdPerMTok)} / $${String(tier.outputUsdPerMTok)}${tier.fromInputTokens > 0 ? ` from ${whole(tier.fromInputTokens)} tokens` : ''}`,
				)
				.join(', ');
}

function checkModels({ called, now, before, listed }: DriftOptions, since: string): Found {
	const candidates = now.newest?.candidates ?? [];
	const models = candidates.map(({ modelId }) => modelId);
	const added = before.models === null ? [] : models.filter((id) => !before.models?.includes(id));
	const removed = before.models === null ? [] : before.models.filter((id) => !models.includes(id));
	const retired = candidates.flatMap(({ modelId, price }) => {
		const entry = listed.lookup(modelId, now.newest?.atMs ?? 0);
		// One that was never listed may well be alive: only what came from the list can leave it.
		return (entry.kind === 'gone' && price?.source === 'catalogue') || (entry.kind === 'listed' && entry.deprecated) ? [modelId] : [];
	});
	const notFound = [...now.notFound].map(([model, calls]) => ({ model, calls })).filter(({ model }) => models.includes(model));
	const parts = [
		...added.map((id) => `${id} was added`),
		...removed.map((id) => `${id} was removed`),
		...retired.map((id) => `${id} is retired by the price list of ${listed.date}`),
		...notFound.map(({ model, calls }) => `${model} was not known to its provider in ${whole(calls)} calls`),
	];
	const more = { added, removed, retired, notFound };
	if (parts.length === 0) return { state: 'fine', sentence: `Models of ${called} are as before.`, more };
	return { state: 'breached', sentence: `Models of ${called} have changed since ${since}: ${parts.join('; ')}.`, more };
}
