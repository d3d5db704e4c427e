import { openDatabase } from '../../../../adapters/ledger/openDatabase';
import { reportOn } from '../../../../adapters/ledger/report/sqliteReport';
import { DAY_MS } from '../../../../router/clock';
import { writeSyntheticLedger } from '../../../../scripts/lib/syntheticLedger';
import { tempFolder } from '../../../support/ledger';

const folder = tempFolder();
afterAll(() => folder.remove());

it("a day's outcomes are the same, whether the log has more of them than the day has decisions, or fewer", () => {
	const file = `${folder.path}/outcomes.sqlite`;
	const fromMs = Date.UTC(2026, 8, 1);
	writeSyntheticLedger(file, { seed: 5, decisions: 3_000, truth: 'routing_pays', auditProbability: 0.2, fromMs, days: 30 });
	const { database } = openDatabase(file);
	const startMs = fromMs + 20 * DAY_MS;
	const query = { routerId: null, days: [{ name: 'the day', startMs }], toMs: startMs + DAY_MS, goodFrom: 0.5 };
	const outcomes = () => Number(database.prepare('SELECT count(*) AS n FROM outcomes').get()?.['n']);
	const read = () => {
		const facts = reportOn(database, query);
		const requests = facts.decisions.reduce((sum, one) => sum + one.requests, 0);
		return { requests, found: facts.outcomes.map((one) => JSON.stringify(one)).sort() };
	};
	const among = read();
	expect(outcomes()).toBeGreaterThan(among.requests);
	expect(among.found.length).toBeGreaterThan(3);
	database
		.prepare('DELETE FROM outcomes WHERE decision_id IN (SELECT id FROM decisions WHERE at_ms < ? OR at_ms >= ?)')
		.run(startMs, startMs + DAY_MS);
	expect(outcomes()).toBeLessThan(among.requests);
	expect(read()).toEqual(among);
	database.close();
});
