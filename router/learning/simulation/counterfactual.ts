import type { ModelId, Price } from '../../registry/model';

import type { AuditedRequest } from '../log/audited';
import { auditedLog, type DecisionLog } from '../log/decisionLog';
import { curve, type Choosing, type Simulation, simulation } from './simulate';
import type { Sliced } from '../slices';
import type { Predicts } from '../../strategies/strategy';

/** What else could have been done with the requests of a log. */
interface CounterfactualOptions {
	readonly log: DecisionLog;
	/** Whether thresholds can be simulated on it. */
	readonly able: Predicts;
	/** `null`: the one of the newest audit. */
	readonly judge: string | null;
	/** `null`: about `steps` of those at which requests change their model. */
	readonly thresholds: readonly number[] | null;
	readonly steps: number;
	/** The models to choose from; `null`: all. */
	readonly models: readonly ModelId[] | null;
	/** In place of the logged ones. */
	readonly prices: Readonly<Record<ModelId, Price>>;
}

export interface Counterfactuals {
	readonly simulations: readonly NamedSimulation[];
	readonly judge: string | null;
	/** Why thresholds cannot be simulated on this log, for people; `null`: they can. */
	readonly missing: string | null;
}

/** `as_now`: as it was routed, by the threshold that was in use last. */
export type NamedSimulation = Simulation & { readonly is: 'as_now' | 'threshold' | 'one_model' };

/** As now, at other thresholds, and with one model for everything, each with what the log knows of it. */
export function* simulateCounterfactuals({
	log,
	able,
	judge,
	thresholds,
	steps,
	models,
	prices,
}: CounterfactualOptions): Sliced<Counterfactuals> {
	const { policy } = log;
	const logged = yield* auditedLog(log.requests, judge);
	const rescored = new Map(
		log.requests.flatMap(({ id, rescored: candidates }) => (candidates === null ? [] : [[id, candidates] as const])),
	);
	const anew = rescored.size > 0;
	const choosing: Choosing = { prices, ...(models !== null && { models }) };
	const requests: readonly AuditedRequest[] = anew
		? logged.requests.map((request) => ({ ...request, candidates: rescored.get(request.id) ?? request.candidates }))
		: logged.requests;
	yield;
	const found: NamedSimulation[] = [];
	if (able.kind !== 'nothing' && policy !== null && policy.threshold !== null) {
		for (const one of yield* simulation({ requests: logged.requests, policies: [{ name: 'As Now', threshold: policy.threshold }] }))
			found.push({ ...one, is: 'as_now' });
	}
	if (able.kind !== 'nothing' || anew) {
		for (const one of yield* curve({ requests, steps, ...choosing, ...(thresholds !== null && { thresholds }) }))
			found.push({ ...one, is: 'threshold' });
	}
	const alone = (models ?? policy?.models ?? []).map((modelId) => ({ name: modelId, threshold: 0, prices, models: [modelId] }));
	for (const one of yield* simulation({ requests: logged.requests, policies: alone })) found.push({ ...one, is: 'one_model' });
	return { simulations: found, judge: logged.judge, missing: able.kind === 'nothing' && !anew ? able.why : null };
}
