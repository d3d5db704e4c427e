import type { LoggedRouter } from '../../../router/ledger/feedbackPort';
import { z } from '../../../vendor/zod';

import { rows, type Steps } from './steps';

const schema = z
	.object({ router_id: z.string(), router_name: z.string().nullable(), strategy: z.string(), at_ms: z.number() })
	.transform(
		({ router_id, router_name, strategy, at_ms }): LoggedRouter => ({ routerId: router_id, name: router_name, strategy, newestMs: at_ms }),
	);

/** Who has decided anything, the latest first. */
export function* listRouters(): Steps<readonly LoggedRouter[]> {
	return (yield* rows(LIST)).map((row) => schema.parse(row));
}

// From the last decision of one router to that of the next by the index: grouping would read every decision. Asked for
// the last one of a given router, Postgres might look for it backwards in time instead, through all of them.
const LAST = 'ORDER BY router_id DESC, at_ms DESC, seq DESC LIMIT 1';
const LIST = `
	WITH RECURSIVE newest (seq) AS (
		SELECT (SELECT seq FROM decisions ${LAST})
		UNION ALL
		SELECT (SELECT seq FROM decisions WHERE router_id < (SELECT router_id FROM decisions WHERE decisions.seq = newest.seq) ${LAST})
		FROM newest WHERE newest.seq IS NOT NULL
	)
	SELECT router_id, router_name, strategy, at_ms
	FROM newest JOIN decisions ON decisions.seq = newest.seq
	ORDER BY at_ms DESC, router_id`;
