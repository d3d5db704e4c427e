import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { seeded } from '../../scripts/lib/seeded';
import { markComplaints, paidTwice, sqliteQuery, tunedRows, waitingAudits } from '../support/autoTuneLog';
import { tuneProvider, type TuneProvider } from '../support/autoTuneProvider';
import { replayComplaints } from '../support/autoTuneReplay';
import { routerOf } from '../support/autoTuneWorld';
import { killedFile, storageOf } from '../support/killedFile';
import { tempFolder } from '../support/ledger';
import { repeated } from '../support/emitted';
import { tuneWorkers, type TuneWorkers } from './autoTuneWorkers';

const ROUNDS = Number(process.env['FAULT_ROUNDS'] ?? (process.env['CI'] ? 5 : 50));
const SEED = Number(process.env['FAULT_SEED'] ?? 1);
/** Somewhat longer than a claimed audit is left to whoever claimed it. */
const LEASE_MS = 16 * 60_000;

const folder = tempFolder();
const file = path.join(storageOf(folder.path), 'ledger.sqlite');
let provider: TuneProvider;
let workers: TuneWorkers;

beforeAll(async () => {
	provider = await tuneProvider({
		worse: { small: 0.02 },
		// Slow enough that a kill meets calls under way.
		fault: async () => (await sleep(15), null),
	});
	workers = await tuneWorkers();
});
afterAll(async () => {
	await workers.close();
	await provider.close();
	folder.remove();
});

describe('Auto-Tune and kill -9', () => {
	it(
		`pays no comparison twice, loses none, and is never ahead of its evidence, ${String(ROUNDS)} times`,
		async () => {
			const random = seeded(SEED);
			let offMs = 0;
			const start = (pauseMs = 0, itemsPerRun = 10) =>
				workers.start({
					...{ stream: 1, provider, offMs, pauseMs, itemsPerRun, env: { N8N_USER_FOLDER: folder.path } },
					parameters: { autoTuneTarget: 90 },
				});
			const query = sqliteQuery(file);
			const check = async (moment: object) => {
				const rows = await tunedRows(query);
				const complaints = [
					...killedFile(() => file).damage(),
					...paidTwice(provider),
					...markComplaints(rows),
					...(await replayComplaints(query, routerOf(1), rows)),
					...repeated(workers.left).map((id) => `${id} left twice`),
				];
				expect({ moment, complaints }).toEqual({ moment, complaints: [] });
			};
			for (let number = 0; number < ROUNDS; number++) {
				const before = provider.calls.length;
				// The first round comes to where comparing begins.
				const moment = { number, calls: (number === 0 ? 120 : 1) + Math.floor(random() * 60), thenMs: Math.floor(random() * 40) };
				const worker = start();
				await worker.until(JSON.stringify(moment), () => provider.calls.length - before >= moment.calls);
				await sleep(moment.thenMs);
				await worker.kill();
				await check(moment);
				// Half of the time what the killed one had claimed is free at once.
				if (random() < 0.5) offMs += LEASE_MS;
			}
			const waited = waitingAudits(await tunedRows(query)).length;
			offMs += LEASE_MS;
			const worker = start(100, 1);
			await worker.until('all that was drawn before has ended', async () => {
				const waiting = new Set(waitingAudits(await tunedRows(query)).map(({ id }) => id));
				return worker.runs() >= 3 && waiting.size < 5;
			});
			await worker.kill();
			await check({ kind: 'settled' });
			const drawn = (await tunedRows(query)).filter(({ tuning }) => tuning !== null && tuning.ticket !== null);
			// Otherwise nothing was put to the test.
			expect(drawn.length).toBeGreaterThan(ROUNDS);
			process.stdout.write(
				`kill -9, Auto-Tune: ${String(ROUNDS)} rounds, ${String(provider.calls.length)} calls, ${String(drawn.length)} drawn, ${String(waited)} waited at the end\n`,
			);
		},
		60_000 + ROUNDS * 20_000,
	);
});
