import type { DecisionRecord } from '../../router/ledger/record';
import { differences, halves, repeated } from '../support/emitted';
import { postgresStore } from './killedPostgres';
import { sqliteStore, type KilledStore } from './killedStore';
import { killRounds, type KillRounds } from './killRounds';

const ROUNDS = Number(process.env['FAULT_ROUNDS'] ?? (process.env['CI'] ? 5 : 50));
const SEED = Number(process.env['FAULT_SEED'] ?? 1);

const STORES: Readonly<Record<string, () => Promise<KilledStore>>> = { sqlite: sqliteStore, postgres: postgresStore };

describe.each(Object.entries(STORES))('kill -9 with the %s store', (name, open) => {
	let store: KilledStore;
	let rounds: KillRounds;
	beforeAll(async () => {
		store = await open();
		rounds = await killRounds(store, SEED);
	});
	afterAll(async () => {
		await rounds.close();
		await store.close();
	});

	it(
		`loses no record of an item that left, ${String(ROUNDS)} times`,
		async () => {
			const read = new Map<string, DecisionRecord>();
			const check = async (moment: object) => {
				const complain = (complaints: readonly string[]) => expect({ moment, complaints }).toEqual({ moment, complaints: [] });
				complain(await store.damage());
				const ids = await store.ids();
				const known = new Set(ids);
				complain([...read.keys()].filter((id) => !known.has(id)).map((id) => `${id} is gone`));
				for (const record of await store.read(ids.filter((id) => !read.has(id)))) read.set(record.id, record);
				complain(ids.filter((id) => !read.has(id)).map((id) => `${id} cannot be read back`));
				complain([...read.values()].flatMap(halves));
				complain(rounds.emitted.flatMap((item) => differences(item, read.get(item.id))));
				complain(repeated(rounds.emitted.map(({ id }) => id)).map((id) => `${id} left twice`));
			};
			for (let number = 0; number < ROUNDS; number++) await check({ number, ...(await rounds.round(number)) });
			await rounds.settle();
			expect(await store.waiting()).toEqual([]);
			// Once more, now that all is where it belongs.
			const before = [...read.keys()];
			read.clear();
			await check({ kind: 'settled' });
			expect(before.filter((id) => !read.has(id))).toEqual([]);
			// Otherwise nothing was put to the test.
			expect(store.untested(rounds.emitted.map(({ id }) => id))).toEqual([]);
			expect(rounds.emitted.length).toBeGreaterThan(ROUNDS);
			expect(read.size).toBeGreaterThan(rounds.emitted.length);
			process.stdout.write(
				`kill -9, ${name}: ${String(ROUNDS)} rounds, ${String(rounds.calls())} calls, ${String(read.size)} records, ${String(rounds.emitted.length)} items emitted\n`,
			);
		},
		60_000 + ROUNDS * 20_000,
	);
});
