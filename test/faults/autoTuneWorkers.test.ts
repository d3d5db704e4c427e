import { setTimeout as sleep } from 'node:timers/promises';

import { markComplaints, paidTwice, tunedRows, waitingAudits, type Query } from '../support/autoTuneLog';
import { tuneProvider, type TuneProvider } from '../support/autoTuneProvider';
import { replayComplaints } from '../support/autoTuneReplay';
import { routerOf } from '../support/autoTuneWorld';
import { repeated } from '../support/emitted';
import { tempFolder } from '../support/ledger';
import { startPostgres, type TestPostgres } from '../support/postgres';
import { tuneWorkers, type TuneWorker, type TuneWorkers } from './autoTuneWorkers';

const SCHEMA = 'llm_router';
const HOUR_MS = 3_600_000;
const LEASE_MS = 16 * 60_000;
const STREAM = 2;

const folders = [tempFolder(), tempFolder()];
let provider: TuneProvider;
let postgres: TestPostgres;
let workers: TuneWorkers;
let query: Query;

beforeAll(async () => {
	provider = await tuneProvider({
		worse: { small: 0.02 },
		fault: async () => {
			await sleep(10);
			return null;
		},
	});
	postgres = await startPostgres();
	workers = await tuneWorkers();
	query = async (sql) => await postgres.query(SCHEMA, sql);
});
afterAll(async () => {
	await workers.close();
	await provider.close();
	await postgres.remove();
	for (const folder of folders) folder.remove();
});

function start(place: number, offMs: number, pauseMs = 0, itemsPerRun = 10): TuneWorker {
	const { host, port, database, user, password } = postgres.settings(SCHEMA);
	return workers.start({
		...{ stream: STREAM, provider, offMs, pauseMs, itemsPerRun, env: { N8N_USER_FOLDER: folders[place]?.path } },
		parameters: { autoTuneTarget: 90 },
		store: {
			...{ usePostgres: true, postgresHost: host, postgresPort: port, postgresDatabase: database },
			...{ postgresUser: user, postgresPassword: password, postgresSchema: SCHEMA, useRedis: false },
		},
	});
}

async function check(moment: string): Promise<void> {
	const rows = await tunedRows(query);
	const complaints = [
		...paidTwice(provider),
		...markComplaints(rows),
		// By the clock of the one, what the other holds is free.
		...(await replayComplaints(query, routerOf(STREAM), rows, true)),
		...repeated(workers.left).map((id) => `${id} left twice`),
	];
	expect({ moment, complaints }).toEqual({ moment, complaints: [] });
}

const ranOn = async (worker: TuneWorker, count: number) => {
	const before = worker.runs();
	await worker.until(`${String(count)} runs more`, () => worker.runs() >= before + count);
};

it('two workers on one Postgres keep one state, though it goes away and one clock is an hour back', async () => {
	const both = [start(0, 0), start(1, -HOUR_MS)];
	await Promise.all(both.map((worker) => ranOn(worker, 15)));
	await postgres.stop();
	await Promise.all(both.map((worker) => ranOn(worker, 3)));
	await postgres.start();
	await Promise.all(both.map((worker) => ranOn(worker, 15)));
	await Promise.all(both.map((worker) => worker.kill()));
	await check('both are killed');
	// What they had claimed is free.
	const quiet = [start(0, LEASE_MS, 100, 1), start(1, LEASE_MS - HOUR_MS, 100, 1)];
	await quiet[0]?.until('all that was drawn has ended', async () => {
		const rows = await tunedRows(query);
		return quiet.every((worker) => worker.runs() >= 5) && waitingAudits(rows).length < 3;
	});
	await Promise.all(quiet.map((worker) => worker.kill()));
	await check('quiet again');
	const rows = await tunedRows(query);
	const emitted = new Set(workers.left);
	const there = new Set(rows.map(({ id }) => id));
	expect([...emitted].filter((id) => !there.has(id))).toEqual([]);
	const drawn = rows.filter(({ tuning }) => tuning !== null && tuning.ticket !== null);
	expect(drawn.length).toBeGreaterThan(50);
	process.stdout.write(
		`two workers: ${String(rows.length)} decisions, ${String(drawn.length)} drawn, ${String(provider.calls.length)} calls\n`,
	);
}, 300_000);
