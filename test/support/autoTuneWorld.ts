import { tuningSettled } from '../../nodes/RouteLlmRequest/autoTune/shared';
import { sqliteLedgerAt } from '../../nodes/shared/ledger';
import { readTuningDocument, type TuningDocument } from '../../router/learning/autotune/document';
import { DOCUMENTS } from '../../router/ledger/documents';
import type { DecisionRecord } from '../../router/ledger/record';
import { ledgerFile } from '../../scripts/lib/ledgerFile';
import { sqliteQuery, tunedRows, type TunedRow } from './autoTuneLog';
import { idIn, type TuneProvider } from './autoTuneProvider';
import { tunePrompt, type PromptKind } from './autoTunePrompts';
import type { RunResult } from './engine';
import { row } from './ladder';
import { NODE, run, start, type Ask } from './routeNode';

/** Cheap enough beside the strongest that comparing may pay. */
export const TUNED_ROWS = [
	row('custom1/small', 'Small', 1),
	row('custom2/large', 'Large', 2, { inputPrice: 15, outputPrice: 60 }),
] as const;
/** The same with one that is cheaper still. */
export const THREE_ROWS = [
	row('custom1/tiny', 'Tiny', 1),
	row('custom1/small', 'Small', 2, { inputPrice: 3, outputPrice: 12 }),
	row('custom2/large', 'Large', 3, { inputPrice: 30, outputPrice: 120 }),
] as const;

/** Auto-Tune with what the panel has by default, the strongest model as judge among it. */
export const AUTO_TUNE = { strategy: 'classifier', thresholdFrom: 'auto_tune', maxRetries: 0 } as const;

export const ITEMS_PER_RUN = 20;

export interface TuneStream {
	/** A number of its own: it names the router, and every request. */
	readonly stream: number;
	readonly provider: TuneProvider;
	readonly kind?: PromptKind;
	/** Of the node; default: as `AUTO_TUNE` has them. */
	readonly parameters?: Record<string, unknown>;
	readonly rows?: readonly unknown[];
	readonly node?: Ask['node'];
	readonly extra?: Ask['extra'];
	readonly store?: Ask['store'];
	readonly credential?: Ask['credential'];
	readonly wired?: Ask['wired'];
}

export const nodeOf = (stream: number) => `tuned-${String(stream)}`;
export const routerOf = (stream: number) => `wf:${nodeOf(stream)}`;

/** What a run of the requests `from`, `from` + 1, … of a stream is asked with; in production unless `extra` says otherwise. */
export function tuneAsk(
	{ stream, provider, kind = 'mixed', parameters, rows = TUNED_ROWS, node, extra, store, credential, wired }: TuneStream,
	from: number,
	count = ITEMS_PER_RUN,
): Ask {
	const items = Array.from({ length: count }, (_, n) => ({ json: { text: tunePrompt(stream, from + n, kind) } }));
	return {
		items,
		urls: [provider.server.url, provider.server.url],
		credentialId: nodeOf(stream),
		node: { id: nodeOf(stream), ...node },
		wired: wired ?? ['Fallback', ...rows.map((_, index) => `On ${String(index + 1)}`)],
		parameters: { models: { values: rows }, ...AUTO_TUNE, ...parameters },
		extra: { mode: 'trigger', ...extra },
		...(store && { store }),
		...(credential && { credential }),
	};
}

export async function tuneRun(stream: TuneStream, from: number, count?: number): Promise<RunResult> {
	return await run(tuneAsk(stream, from, count));
}

export const startTuneRun = async (stream: TuneStream, from: number, count?: number) => await start(tuneAsk(stream, from, count));

/** Ids of the requests that left, whatever the branch, in the order of their items. */
export function idsThatLeft(result: RunResult): readonly string[] {
	return result
		.counts(NODE)
		.flatMap((_, output) => result.items(NODE, output))
		.map(({ json: { text } }) => idIn(typeof text === 'string' ? text : ''))
		.sort();
}

export const hintsOf = (result: RunResult) => result.hints(NODE).map(({ message }) => message);

export async function rowsOf(stream: number): Promise<readonly TunedRow[]> {
	return await tunedRows(sqliteQuery(ledgerFile), routerOf(stream));
}

/** Resolves when nothing is compared any more behind the runs so far. */
export const tuneSettled = tuningSettled;

/** What the log has of a router by its node's id; `null`: nothing yet. */
export async function documentOf(node: string): Promise<TuningDocument | null> {
	return readTuningDocument((await sqliteLedgerAt(ledgerFile).feedback.getDocument(DOCUMENTS.autoTune, `wf:${node}`))?.json);
}

/** How many of these a model has answered. */
export const servedBy = (records: readonly DecisionRecord[], modelId: string) =>
	records.filter(({ result }) => 'modelId' in result && result.modelId === modelId).length;

/** Of the hints, what Auto-Tune says. */
export const toldBy = (result: RunResult) => hintsOf(result).filter((message) => /Auto-Tune|does not pay/.test(message));
