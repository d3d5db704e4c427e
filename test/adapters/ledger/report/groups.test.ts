import { openDatabase } from '../../../../adapters/ledger/openDatabase';
import { groupsOf } from '../../../../adapters/ledger/report/groups';
import { tempFolder } from '../../../support/ledger';
import { seeded } from '../../../../scripts/lib/seeded';

const folder = tempFolder();
afterAll(() => folder.remove());

describe('groupsOf', () => {
	it('finds each group once, those with NULL too, in a ledger where chance made them', () => {
		const { database } = openDatabase(`${folder.path}/groups.sqlite`);
		const random = seeded(4);
		const pick = (values: readonly (string | null)[]) => values[Math.floor(random() * values.length)] ?? null;
		const insert =
			database.prepare(`INSERT INTO decisions (id, dedupe_key, at_ms, router_id, policy_hash, strategy, reason, degraded, result_kind, model_id, failure, calls, cost_nano_usd, unknown_costs)
			VALUES (?, ?, 1, ?, ?, ?, '', 0, ?, ?, ?, 0, 0, 0)`);
		for (let index = 0; index < 300; index++)
			insert.run(
				String(index),
				String(index),
				pick(['a', 'b', 'é']),
				pick(['p', 'q']),
				pick(['s', 't']),
				pick(['answered', 'fallback']),
				pick([null, 'm', 'n']),
				pick([null, 'f']),
			);
		const columns = 'router_id, strategy, policy_hash, result_kind, model_id, failure';
		const distinct = (where: string) =>
			database
				.prepare(`SELECT DISTINCT ${columns} FROM decisions ${where} ORDER BY ${columns}`)
				.all()
				.map((row) => Object.values(row));
		expect([...groupsOf(database, null)]).toEqual(distinct(''));
		expect([...groupsOf(database, 'b')]).toEqual(distinct("WHERE router_id = 'b'"));
		expect([...groupsOf(database, 'nobody')]).toEqual([]);
		database.close();
	});
});
