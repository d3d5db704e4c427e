import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';

import { recordReader } from '../../adapters/ledger/readRecord';
import type { DecisionRecord } from '../../router/ledger/record';
import type { ScorerWeights } from '../../router/quality/scorerWeights';
import { analyzePrompt } from '../../scripts/train/examples';
import { connect, runWorkflow, userFolder, type WorkflowJson } from '../../scripts/lib/engine';
import { ROUTER_TYPE, TRIGGER } from '../../scripts/start/workflow';
import { addedChecks, gateAnswer, gateChecks } from './gateChecks';
import { LADDERS, readReplayRows, type ReplayRow } from './replayRows';
import { startReplayProvider, tokensOf } from './replayProvider';

/** Cost in nano-USD and mean score of all rows together. */
export interface CostAndQuality {
	readonly costNanoUsd: number;
	readonly quality: number;
}

export interface CascadeFigures {
	readonly rows: number;
	/** What the node did, read from its ledger. */
	readonly cascade: CostAndQuality;
	/** The same from the raw rows: gate and ladder worked out without node, HTTP or ledger. */
	readonly recomputed: CostAndQuality;
	/** Each rung answering everything alone, weakest first. */
	readonly alone: readonly CostAndQuality[];
	/** Rows that every model's answer was rejected for: they left by Fallback and score 0. */
	readonly unanswered: number;
	/** Share of the rows each rung answered. */
	readonly answeredBy: readonly number[];
}

/** USD per million input and output tokens by rung: fixed, for the replay only. */
const PRICES = [
	{ input: 0.05, output: 0.1 },
	{ input: 0.15, output: 0.6 },
	{ input: 2.5, output: 10 },
] as const;

interface LadderReport {
	readonly name: string;
	readonly figures: CascadeFigures;
}

/**
 * Every ladder of the data. @param limit rows of each at most.
 * @throws Error where the ledger's sums are not those of the raw rows: the bill or the log could not be trusted.
 */
export async function benchCascade(folder: string, weights: ScorerWeights, limit = Infinity): Promise<LadderReport[]> {
	const reports: LadderReport[] = [];
	for (const ladder of LADDERS) {
		const figures = await replayCascade(readReplayRows(folder, ladder, limit), weights);
		const { cascade, recomputed } = figures;
		if (cascade.costNanoUsd !== recomputed.costNanoUsd || Math.abs(cascade.quality - recomputed.quality) > 1e-12) {
			throw new Error(`${ladder.name}: the ledger says ${JSON.stringify(cascade)}, the rows say ${JSON.stringify(recomputed)}`);
		}
		reports.push({ name: ladder.name, figures });
	}
	return reports;
}

/** Sends every row through the node's Cascade strategy over real HTTP, answers said word for word, and reads the ledger. */
export async function replayCascade(rows: readonly ReplayRow[], weights: ScorerWeights): Promise<CascadeFigures> {
	const rungs = rows[0]?.rungs.length ?? 0;
	const prices = pricesOf(rungs);
	const provider = await startReplayProvider(rows);
	try {
		const executionId = `cascade-${String(process.pid)}-${String(sequence++)}`;
		const { error } = await runWorkflow({
			workflow: workflowOf(rungs, prices, weights),
			items: rows.map(({ prompt }) => ({ json: { text: prompt } })),
			credentials: {
				registry: { providers: ['custom1'], custom1Name: 'Replay', custom1BaseUrl: provider.baseUrl, custom1ApiKey: 'replay' },
			},
			executionId,
		});
		if (error) throw error;
		return { rows: rows.length, ...(await recompute(rows, prices, weights)), ...fromLedger(rows, storedRecords(executionId)) };
	} finally {
		await provider.stop();
	}
}

let sequence = 0;

/** The node's own default. */
const ACCEPT_FROM = 0.5;

type RungPrice = (typeof PRICES)[number];

/** The cheapest and the dearest for two rungs. */
function pricesOf(rungs: number): readonly RungPrice[] {
	return rungs === 2 ? [PRICES[0], PRICES[2]] : PRICES.slice(0, rungs);
}

function workflowOf(rungs: number, prices: readonly RungPrice[], weights: ScorerWeights): WorkflowJson {
	const rungNames = Array.from({ length: rungs }, (_, rung) => `Rung ${String(rung)}`);
	const noOp = (name: string) => ({ name, type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} });
	return {
		name: 'Cascade replay',
		nodes: [
			{ name: TRIGGER, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
			{
				name: 'Router',
				type: ROUTER_TYPE,
				typeVersion: 1,
				parameters: {
					strategy: 'cascade',
					models: {
						values: rungNames.map((branchName, rung) => ({
							model: { __rl: true, mode: 'id', value: `custom1/rung-${String(rung)}` },
							branchName,
							settings: { inputPrice: prices[rung]?.input ?? 0, outputPrice: prices[rung]?.output ?? 0 },
						})),
					},
					qualityChecks: { checks: { values: Object.keys(addedChecks(weights)).map((check) => ({ check, severity: 'escalates' })) } },
				},
				credentials: { llmModelRegistryApi: { id: null, name: 'registry' } },
			},
			...['Fallback', ...rungNames].map(noOp),
		],
		connections: { ...connect(TRIGGER, ['Router']), ...connect('Router', ['Fallback', ...rungNames]) },
	};
}

function storedRecords(executionId: string): DecisionRecord[] {
	const file = path.join(userFolder, '.n8n', 'storage', 'n8n-nodes-llm-router', 'ledger.sqlite');
	const database = new DatabaseSync(file, { readOnly: true });
	try {
		const read = recordReader(database);
		const ids = database.prepare('SELECT id FROM decisions WHERE dedupe_key LIKE ?').all(`${executionId}:%`);
		return ids.flatMap(({ id }) => read(String(id)) ?? []);
	} finally {
		database.close();
	}
}

function fromLedger(
	rows: readonly ReplayRow[],
	records: readonly DecisionRecord[],
): Pick<CascadeFigures, 'cascade' | 'unanswered' | 'answeredBy'> {
	if (records.length !== rows.length)
		throw new Error(`${String(rows.length)} rows went in, ${String(records.length)} records are in the ledger`);
	let costNanoUsd = 0;
	let right = 0;
	const answered = rows[0]?.rungs.map(() => 0) ?? [];
	for (const { charges, dedupeKey, result } of records) {
		costNanoUsd += charges.reduce((sum, charge) => sum + (charge.costNanoUsd ?? NaN), 0);
		if (result.kind !== 'answered') continue;
		const rung = Number(result.modelId.replace(/^.*-/, ''));
		right += rows[Number(dedupeKey.replace(/^.*:/, ''))]?.rungs[rung]?.score ?? NaN;
		answered[rung] = (answered[rung] ?? 0) + 1;
	}
	const total = answered.reduce((a, b) => a + b, 0);
	return {
		cascade: { costNanoUsd, quality: right / rows.length },
		unanswered: rows.length - total,
		answeredBy: answered.map((count) => count / rows.length),
	};
}

async function recompute(
	rows: readonly ReplayRow[],
	prices: readonly RungPrice[],
	weights: ScorerWeights,
): Promise<Pick<CascadeFigures, 'recomputed' | 'alone'>> {
	const costAt = ({ prompt, rungs }: ReplayRow, rung: number) => {
		const { input, output } = prices[rung] ?? { input: NaN, output: NaN };
		return Math.round((tokensOf(prompt) * input + tokensOf(rungs[rung]?.text ?? '') * output) * 1_000);
	};
	const alone = prices.map((_, rung) => ({
		costNanoUsd: rows.reduce((sum, row) => sum + costAt(row, rung), 0),
		quality: rows.reduce((sum, row) => sum + (row.rungs[rung]?.score ?? NaN), 0) / rows.length,
	}));
	const checks = gateChecks(weights);
	let costNanoUsd = 0;
	let right = 0;
	for (const row of rows) {
		for (const [rung, { text, score }] of row.rungs.entries()) {
			costNanoUsd += costAt(row, rung);
			const { verdict } = await gateAnswer(
				checks,
				{ request: analyzePrompt(row.prompt), text, model: `rung ${String(rung)}`, isStrongest: rung === row.rungs.length - 1 },
				ACCEPT_FROM,
			);
			if (verdict === 'rejected') continue;
			right += score;
			break;
		}
	}
	return { recomputed: { costNanoUsd, quality: right / rows.length }, alone };
}
