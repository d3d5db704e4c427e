import path from 'node:path';

import { listRouters } from '../../../../adapters/ledger/feedback/routers';
import { openDatabase } from '../../../../adapters/ledger/openDatabase';
import { tempFolder } from '../../../support/ledger';

it('goes from router to router by the index, however many decisions each has made', () => {
	const folder = tempFolder();
	const { database } = openDatabase(path.join(folder.path, 'ledger.sqlite'));
	try {
		const step = listRouters().next();
		const sql = step.done === true ? '' : step.value.sql;
		const plan = database
			.prepare(`EXPLAIN QUERY PLAN ${sql}`)
			.all()
			.map(({ detail }) => String(detail));
		expect(plan).toContain('SEARCH decisions USING COVERING INDEX decisions_by_router (router_id<?)');
		// Only the last entry of the index is read so, to begin with.
		expect(plan.filter((detail) => detail.startsWith('SCAN decisions'))).toEqual([
			'SCAN decisions USING COVERING INDEX decisions_by_router',
		]);
	} finally {
		database.close();
		folder.remove();
	}
});
