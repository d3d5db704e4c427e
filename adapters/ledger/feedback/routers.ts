import type { LoggedRouter } from '../../../router/ledger/feedbackPort';
import { z } from '../../../vendor/zod';

import { rows, type Steps } from './steps';

const schema = z
	.object({ router_id: z.string(), router_name: z.string().nullable(), strategy: z.string(), at_ms: z.number() })
	.transform(({ router_id, router_name, strategy, at_ms }): LoggedRouter => ({ routerId: router_id, name: router_name, strategy, newestMs: at_ms }));

/** Who has decided anything, the latest first. */
export function* listRouters(): Steps<readonly LoggedRouter[]> {
	return (yield* rows(LIST)).map((row) => schema.parse(row));
}

// From one router to the next by the index, and to the last decision of each: grouping would read every decision.
const LIST = `
	WITH RECURSIVE ids (id) AS (
		SELECT min(router_id) FROM decisions
		UNION ALL
		SELECT (SELECT min(router_id) FROM decisions WHERE router_id > ids.id) FROM ids WHERE ids.id IS NOT NULL
	)
	SELECT router_id, router_name, strategy, at_ms
	FROM ids JOIN decisions ON seq = (SELECT seq FROM decisions WHERE router_id = ids.id ORDER BY at_ms DESC, seq DESC LIMIT 1)
	ORDER BY at_ms DESC, router_id`;
