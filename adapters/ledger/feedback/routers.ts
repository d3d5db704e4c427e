import type { LoggedRouter } from '../../../router/ledger/feedbackPort';
import { z } from '../../../vendor/zod';

import { rows, type Steps } from './steps';

const schema = z
	.object({ router_id: z.string(), decisions: z.coerce.number(), newest_ms: z.coerce.number() })
	.transform(({ router_id, decisions, newest_ms }): LoggedRouter => ({ routerId: router_id, decisions, newestMs: newest_ms }));

/** Who has decided anything, the latest first. */
export function* listRouters(): Steps<readonly LoggedRouter[]> {
	const found = yield* rows('SELECT router_id, count(*) AS decisions, max(at_ms) AS newest_ms FROM decisions GROUP BY router_id ORDER BY max(at_ms) DESC, router_id');
	return found.map((row) => schema.parse(row));
}
