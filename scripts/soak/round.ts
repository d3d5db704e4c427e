import { DatabaseSync } from 'node:sqlite';

import { clearHealth } from '../../nodes/shared/health';
import { startFaultProvider, USAGE, type FaultProvider } from '../../test/support/faults/provider';
import { LADDER, nanoUsdOf, registryOf } from '../../test/support/ladder';
import { ROUTER, routerWorkflow } from '../../test/support/routerWorkflow';
import { runWorkflow } from '../lib/engine';
import { ledgerFile } from '../lib/ledgerFile';
import { chooseFor, promptOf } from './mix';
import { type Tally } from './tally';

/** Workflows that run at the same time, and items in each. */
const EXECUTIONS = 6;
const ITEMS = 25;
export const ITEMS_PER_ROUND = EXECUTIONS * ITEMS;

/** One round in so many has faults that keep a model out of play for minutes. */
const LASTING_EVERY = 10;

/** The two providers, their sockets and the log, over the whole run. */
export interface Soak {
	/** Runs the workflows of a round, all at once, and counts at both ends. @throws Error where a run itself failed. */
	round(): Promise<Tally>;
	openSockets(): number;
	stop(): Promise<void>;
}

export async function startSoak(random: () => number): Promise<Soak> {
	const providers = await Promise.all([startFaultProvider(chooseFor('small')), startFaultProvider(chooseFor('large'))]);
	let items = 0;
	let rounds = 0;
	let lastSeq = 0;
	return {
		async round() {
			// What one round has found dead must not be spared the next.
			clearHealth();
			const lasting = ++rounds % LASTING_EVERY === 0;
			const prompts = Array.from({ length: EXECUTIONS }, () => Array.from({ length: ITEMS }, () => promptOf(items++, random, lasting)));
			const outs = await Promise.all(prompts.map((texts) => run(texts, providers)));
			const log = readLog(lastSeq);
			lastSeq = log.lastSeq;
			const arrived = providers.flatMap(({ journal }, rung) =>
				journal.map(({ bills }) => (bills === 'usage' ? nanoUsdOf(rung, USAGE) : 0)),
			);
			for (const provider of providers) provider.forget();
			return {
				itemsIn: ITEMS_PER_ROUND,
				itemsOut: outs.reduce((total, { out }) => total + out, 0),
				fallen: outs.reduce((total, { fallen }) => total + fallen, 0),
				records: log.records,
				attempts: log.attempts,
				arrivals: arrived.length,
				charged: log.charged,
				billed: arrived.reduce((total, nano) => total + nano, 0),
			};
		},
		openSockets: () => providers.reduce((total, provider) => total + provider.openSockets(), 0),
		stop: async () => void (await Promise.all(providers.map((provider) => provider.close()))),
	};
}

/** Seconds, as in the panel. */
const SETTINGS = { threshold: 0, maxRetries: 1, timeout: 4, maxWaitTime: 3, parallelItems: 10 };
const CREDENTIAL = { id: 'soak', name: 'soak' };

async function run(
	texts: readonly string[],
	[small, large]: readonly [FaultProvider, FaultProvider],
): Promise<{ out: number; fallen: number }> {
	const workflow = routerWorkflow({
		name: 'soak',
		credential: CREDENTIAL,
		ends: ['Fallback', 'Small', 'Large'],
		parameters: { models: { values: LADDER }, ...SETTINGS },
	});
	const result = await runWorkflow({
		workflow,
		items: texts.map((text) => ({ json: { text } })),
		credentials: { soak: registryOf([small.url, large.url]) },
	});
	if (result.error) throw new Error(`A run failed: ${result.error.message}`);
	const out = [0, 1, 2].flatMap((output) => result.items(ROUTER, output)).map(({ json }) => json['text']);
	// An item that left twice must not stand in for one that did not leave.
	return { out: out.length === new Set(out).size ? out.length : NaN, fallen: result.items(ROUTER, 0).length };
}

function readLog(after: number): { lastSeq: number; records: number; attempts: number; charged: number } {
	const database = new DatabaseSync(ledgerFile, { readOnly: true });
	try {
		const one = (sql: string) => Number(database.prepare(sql).get(after)?.['n'] ?? 0);
		return {
			lastSeq: Math.max(after, one('SELECT MAX(seq) AS n FROM decisions WHERE seq > ?')),
			records: one('SELECT COUNT(*) AS n FROM decisions WHERE seq > ?'),
			attempts: one("SELECT COUNT(*) AS n FROM attempts WHERE decision_seq > ? AND result_kind IN ('answered', 'failed')"),
			charged: one("SELECT SUM(cost_nano_usd) AS n FROM charges WHERE decision_seq > ? AND basis = 'reported'"),
		};
	} finally {
		database.close();
	}
}
