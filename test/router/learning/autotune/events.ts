import { basisKey } from '../../../../router/learning/autotune/basisKey';
import type { TuningDocument } from '../../../../router/learning/autotune/document';
import { applyEvents } from '../../../../router/learning/autotune/apply';
import { openDocument, wishOf } from '../../../../router/learning/autotune/open';
import type { PlanFacts } from '../../../../router/learning/autotune/plan';
import type { TuningEvent } from '../../../../router/ledger/feedbackPort';
import type { Price } from '../../../../router/registry/model';
import { BASIS, spread } from './drive';

/** Jan 2026. */
export const NOW = 1_767_225_600_000;

export const priced = (usdPerMTok: number): Price => ({
	source: 'catalogue',
	tiers: [{ fromInputTokens: 0, inputUsdPerMTok: usdPerMTok, cachedInputUsdPerMTok: null, outputUsdPerMTok: 4 * usdPerMTok }],
});

export const FACTS: PlanFacts = {
	weaker: [{ id: 'small', price: priced(0.1) }],
	strongest: { id: 'strong', price: priced(2) },
	judge: { id: 'judge', price: priced(1) },
	mostNanoUsd: 1e12,
};

type Opening = Parameters<typeof openDocument>[1];
export const OPEN: Opening = { basis: BASIS, facts: FACTS, promptHash: 'prompt', weights: null, nowMs: NOW };
export const opened = (kept: TuningDocument | null = null, other: Partial<Opening> = {}) => openDocument(kept, { ...OPEN, ...other });
export const applied = (document: TuningDocument, events: readonly TuningEvent[], lost: readonly string[] = [], facts = FACTS) =>
	applyEvents(document, { events, lost, nowMs: NOW, facts }).document;

export interface Happening {
	readonly items: number;
	readonly from?: number;
	readonly loss?: (i: number) => number;
	readonly passesControl?: (i: number) => boolean;
	/** Whether the texts of request i were kept. */
	readonly kept?: (i: number) => boolean;
	readonly answered?: (i: number) => boolean;
	/** Whether the audit of request i has ended. */
	readonly audited?: (i: number) => boolean;
	readonly facts?: PlanFacts;
}

/** Each request decided by the document as it is and applied at once, then its audit. */
export function happen(
	document: TuningDocument,
	{
		items,
		from = 0,
		loss = () => 0,
		passesControl = () => false,
		kept = () => true,
		answered = () => true,
		audited = () => true,
		facts = FACTS,
	}: Happening,
): { readonly document: TuningDocument; readonly events: readonly TuningEvent[] } {
	const events: TuningEvent[] = [];
	const tell = (event: TuningEvent) => {
		events.push(event);
		document = applied(document, [event], [], facts);
	};
	for (let i = from; i < from + items; i++) {
		const key = `d${String(i)}`;
		const { serve, audit } = wishOf(document, { id: key, score: spread(i) });
		const ticket = audit !== null && spread(i) < audit.probability ? audit.ticket : null;
		const tuning = { basis: basisKey(document.state.basis), score: spread(i), probability: audit?.probability ?? 0, ticket };
		const about = { decisionId: `id-${key}`, key, tuning, atMs: NOW };
		const servedBy = serve.kind === 'weaker' ? serve.modelId : 'strong';
		tell({ kind: 'scored', ...about, servedBy: answered(i) ? servedBy : null, nanoUsd: answered(i) ? 1_000 : null, kept: kept(i) });
		if (ticket === null || !kept(i) || !audited(i) || !answered(i)) continue;
		const result =
			ticket.kind === 'control' ? ({ kind: 'control', passed: passesControl(i) } as const) : ({ kind: 'loss', loss: loss(i) } as const);
		tell({ kind: 'audited', ...about, result, nanoUsd: { judge: 700, small: 60 } });
	}
	return { document, events };
}
