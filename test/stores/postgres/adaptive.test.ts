import { clearLearning, learningSettled } from '../../../nodes/shared/adaptive';
import { closeStores } from '../../../nodes/shared/store';
import { openLedger, NODE, run, type TestLedger } from '../../support/routeNode';
import { startPostgres, type TestPostgres } from '../../support/postgres';

let postgres: TestPostgres;
let ledger: TestLedger;
beforeAll(async () => {
	ledger = await openLedger();
	postgres = await startPostgres();
});
afterAll(async () => {
	await learningSettled();
	await closeStores();
	await ledger.close();
	await postgres.remove();
});

const SCHEMA = 'shared';
async function decide(count: number, exploration: number) {
	const { host, port, database, user, password } = postgres.settings(SCHEMA);
	const items = Array.from({ length: count }, (_, n) => ({ json: { text: `Translate into French: good morning, ${String(n)}` } }));
	const store = {
		useRedis: false,
		postgresHost: host,
		postgresPort: port,
		postgresDatabase: database,
		postgresUser: user,
		postgresPassword: password,
		postgresSchema: SCHEMA,
	};
	const result = await run({
		items,
		store,
		urls: ['http://127.0.0.1:9', 'http://127.0.0.1:9'],
		parameters: { operation: 'routeOnly', strategy: 'adaptive', exploration },
	});
	if (result.error !== undefined) throw result.error;
	return { counts: result.counts(NODE), hints: result.hints(NODE).map(({ message }) => message) };
}

/** All that one worker has in its memory is gone, as in another process. */
async function anotherWorker(staleMs?: number) {
	await learningSettled();
	await closeStores();
	clearLearning(staleMs);
}

test('what one worker has learned another one with the same store knows at its first run', async () => {
	clearLearning(0);
	expect(await decide(400, 50)).toMatchObject({ hints: [] });
	await learningSettled();
	await postgres.query(
		SCHEMA,
		`INSERT INTO outcomes (dedupe_key, decision_id, model_id, at_ms, score, source)
			SELECT id, id, model_id, 1, CASE model_id WHEN 'custom2/large' THEN 1 ELSE 0 END, 'user' FROM decisions`,
	);
	// It learns behind this run; the other worker, whose own minute has not begun, reads what it has learned.
	await decide(1, 0);
	await anotherWorker();
	expect(await decide(5, 0)).toEqual({ counts: [0, 0, 5], hints: [] });
	expect(await postgres.query(SCHEMA, `SELECT kind, name FROM documents`)).toEqual([
		{ kind: 'adaptive', name: 'wf:router-id' },
		{ kind: 'adaptive', name: 'wf:router-id' },
	]);
});

test('while the store is away it decides as the classifier does, and says so', async () => {
	await anotherWorker(0);
	await postgres.stop();
	const { counts, hints } = await decide(3, 0);
	await postgres.start();
	expect(counts).toEqual([0, 3, 0]);
	expect(hints.filter((hint) => hint.startsWith('Adaptive'))).toEqual([
		expect.stringMatching(/^Adaptive could not read its outcomes.*Postgres/),
	]);
});
