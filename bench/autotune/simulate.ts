import { begin } from '../../router/learning/autotune/begin';
import { certifiedPercent } from '../../router/learning/autotune/ladder';
import { type AutoTuneEvent, next } from '../../router/learning/autotune/next';
import type { AuditResult, AutoTuneState, Basis, Ladder, Phase, Ticket } from '../../router/learning/autotune/state';
import { wish } from '../../router/learning/autotune/wish';
import { seeded } from '../../scripts/lib/seeded';
import type { Judge } from './judges';
import type { Stream } from './streams';
import { trueLoss } from './trueLoss';

export interface SimulationOptions {
	readonly target: Basis['target'];
	readonly items: number;
	readonly seed: number;
	readonly judge: Judge;
	/** A jump: from the item on, so many more losses, as a share of all answers. */
	readonly drift?: { readonly from: number; readonly more: number };
	/** False: nothing is watched after climbing. */
	readonly watching?: boolean;
	/** No judge is asked where both answers are wholly right. */
	readonly equalUnjudged?: boolean;
	/** So many requests after its own an audit ends, one that is worse twice as many. Default: at once. */
	readonly late?: number;
	/** False: controls are answered as by a sound judge, so that none is refused. */
	readonly controls?: boolean;
}

export interface Simulated {
	/** Audits included, relative to sending everything to the strongest. */
	readonly cost: number;
	/** What was certified at some time would, for ever so many requests, break the promise. Says nothing of drift. */
	readonly broken: boolean;
	/** Of the answers given, more were worse than the promise allows. */
	readonly exceeded: boolean;
	readonly phase: Phase['kind'];
	/** Of requests, at the end, to all weaker models. */
	readonly percent: number;
	readonly audits: number;
	readonly starts: number;
	/** Items from the drift to the first alarm. */
	readonly caughtAfter: number | null;
	/** Audits, controls included, when the judge was refused. */
	readonly refusedAfter: number | null;
}

/** Of a strong answer: what a judge reads and writes. */
const JUDGE_COST = 0.7;
const NO_CAP = 1e15;

/** Nothing that comes changes them, so that most of a simulation need not ask the machine. */
const FINAL: ReadonlySet<Phase['kind']> = new Set(['does_not_pay', 'judge_refused']);

/** Rows drawn with replacement, each routed, audited and told to the machine, one after the other. */
export function simulate(stream: Stream, options: SimulationOptions): Simulated {
	const { items, seed, target, drift } = options;
	const world = createWorld(stream, options);
	let state = firstState(stream, target, items);
	let [spent, strongest, lost, broken] = [0, 0, 0, false];
	let [caughtAfter, refusedAfter]: [number | null, number | null] = [null, null];
	let certified = 0;
	const late = createLate(options.late ?? 0);
	for (let i = 0; i < items; i++) {
		const row = world.draw(i);
		if (drift === undefined && FINAL.has(state.phase.kind)) {
			spent += world.costOf(row, -1);
			strongest += world.costOf(row, -1);
			continue;
		}
		const id = `${String(seed)}/${String(i)}`;
		const { serve, audit } = wish(state, { id, score: stream.scores[row] ?? 0 });
		const isDrawn = audit !== null && !(options.watching === false && audit.ticket.kind === 'watch') && world.random() < audit.probability;
		const ticket = isDrawn ? audit.ticket : null;
		const servedBy = serve.kind === 'weaker' ? serve.modelId : STRONGEST;
		const place = servedBy === STRONGEST ? -1 : Number(servedBy);
		const price = world.costOf(row, place);
		strongest += world.costOf(row, -1);
		spent += price;
		if (place >= 0) lost += world.lossOf(row, place);
		const before = state.start;
		state = next(state, { kind: 'scored', id, score: stream.scores[row] ?? 0, servedBy, ticket });
		if (ticket !== null) {
			const nanoUsd = world.auditCost(row, place, ticket);
			spent += nanoUsd;
			late.add(i, { kind: 'audited', id, result: world.judged(row, ticket), nanoUsd });
		}
		for (const audited of late.ended(i)) {
			state = next(state, audited);
			if (refusedAfter === null && state.phase.kind === 'judge_refused') refusedAfter = state.audits.done;
		}
		if (state.start > before && drift !== undefined && i >= drift.from) caughtAfter ??= i - drift.from;
		const now = rungsIn(state);
		if (now !== certified && now > 0) broken ||= isBroken(stream, state);
		certified = now;
	}
	const percent = laddersOf(state).reduce((sum, ladder) => sum + certifiedPercent(ladder), 0);
	const { phase, audits, start: starts } = state;
	const exceeded = lost / items > 1 - target;
	return { cost: spent / strongest, broken, exceeded, phase: phase.kind, percent, audits: audits.done, starts, caughtAfter, refusedAfter };
}

type Audited = Extract<AutoTuneEvent, { kind: 'audited' }>;

function createLate(late: number) {
	const waiting = new Map<number, Audited[]>();
	return {
		add(item: number, audited: Audited): void {
			const isWorse = audited.result.kind === 'loss' && audited.result.loss > 0;
			const at = item + late * (isWorse ? 2 : 1);
			waiting.set(at, [...(waiting.get(at) ?? []), audited]);
		},
		ended(item: number): readonly Audited[] {
			const ended = waiting.get(item) ?? [];
			waiting.delete(item);
			return ended;
		},
	};
}

const STRONGEST = 'strongest';

function firstState({ weakerCosts, strongCosts }: Stream, target: Basis['target'], items: number): AutoTuneState {
	const strongest = mean(strongCosts);
	return begin(
		{ policy: 'bench', scoreVersion: 'shipped', judge: 'bench', target, weaker: weakerCosts.map((_, place) => String(place)) },
		{ expectedItems: items, nanoUsd: { weaker: weakerCosts.map(mean), strongest, judge: JUDGE_COST * strongest }, mostNanoUsd: NO_CAP },
	);
}

function mean(values: Float64Array): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function createWorld(stream: Stream, { seed, judge, drift, controls = true, equalUnjudged = false }: SimulationOptions) {
	const random = seeded(seed);
	const rows = stream.scores.length;
	let more = 0;
	const costOf = (row: number, place: number) => (place < 0 ? stream.strongCosts[row] : stream.weakerCosts[place]?.[row]) ?? 0;
	const drifted = new Set<number>();
	return {
		random,
		costOf,
		draw(item: number): number {
			more = drift !== undefined && item >= drift.from ? drift.more : 0;
			drifted.clear();
			if (more > 0 && random() < more) drifted.add(0);
			return Math.floor(random() * rows);
		},
		lossOf: (row: number, place: number) => (drifted.size > 0 ? 1 : (stream.losses[place]?.[row] ?? 0)),
		auditCost(row: number, place: number, ticket: Ticket): number {
			const compared = Number(ticket.modelId);
			const isEqual = equalUnjudged && ticket.kind !== 'control' && stream.equal[compared]?.[row] === 1;
			const judging = isEqual ? 0 : JUDGE_COST * costOf(row, -1);
			// A control's cheap answer is another request's: it is there already.
			const cheap = place === compared || ticket.kind === 'control' ? 0 : costOf(row, compared);
			return judging + cheap + (place < 0 ? 0 : costOf(row, -1));
		},
		judged(row: number, ticket: Ticket): AuditResult {
			if (ticket.kind === 'control') return { kind: 'control', passed: controls && judge({ isWorse: true, isControl: true, random }) };
			const isWorse = (drifted.size > 0 ? 1 : (stream.losses[Number(ticket.modelId)]?.[row] ?? 0)) === 1;
			return { kind: 'loss', loss: judge({ isWorse, isControl: false, random }) ? 0 : 1 };
		},
	};
}

function laddersOf({ phase }: AutoTuneState): readonly Ladder[] {
	return phase.kind === 'comparing' || phase.kind === 'certified' ? phase.ladders : [];
}

function rungsIn(state: AutoTuneState): number {
	return laddersOf(state).reduce((sum, { certified }) => sum + certified, 0);
}

function isBroken(stream: Stream, { phase, basis }: AutoTuneState): boolean {
	if (phase.kind !== 'comparing' && phase.kind !== 'certified') return false;
	return trueLoss(stream, phase) > 1 - basis.target + 1e-9;
}
