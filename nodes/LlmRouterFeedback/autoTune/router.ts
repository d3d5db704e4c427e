import { ConfigError } from '../../../router/configError';
import { DOCUMENTS } from '../../../router/ledger/documents';
import type { FeedbackLedger } from '../../../router/ledger/feedbackPort';
import { calledRouter, routerNames, type RouterNames } from '../../../router/report/routerNames';
import { shown } from '../../shared/values';

/** What routers are called, and which of them have Auto-Tune. */
export interface TunedRouters {
	readonly names: RouterNames;
	readonly ids: readonly string[];
}

export async function tunedRouters(ledger: FeedbackLedger): Promise<TunedRouters> {
	const ids = (await ledger.listDocuments(DOCUMENTS.autoTune)).map(({ name }) => name);
	return { ids, names: routerNames(await ledger.routers()) };
}

/**
 * The router that was asked for, or the only one that has Auto-Tune.
 * @throws ConfigError that lists those that have.
 */
export function tunedRouter({ ids, names }: TunedRouters, asked: string | null): string {
	const [first] = ids;
	if (first === undefined) throw new ConfigError('Router', 'cannot be chosen, because no router has Auto-Tune yet', BEGIN);
	if (asked === null && ids.length === 1) return first;
	const fix = `Choose one of: ${ids
		.slice(0, MOST_LISTED)
		.map((id) => calledRouter(names, id))
		.join('; ')}.`;
	if (asked === null) throw new ConfigError('Router', `is empty, and ${String(ids.length)} routers have Auto-Tune`, fix);
	if (!ids.includes(asked)) throw noAutoTune(asked, `${BEGIN} ${fix}`);
	return asked;
}

const MOST_LISTED = 20;
const BEGIN = 'Set Threshold From to Auto-Tune in Route LLM Request, activate its workflow and let it run.';

/** Where its document went, or cannot be read. */
export function noAutoTune(routerId: string, fix: string = BEGIN): ConfigError {
	return new ConfigError('Router', `is "${shown(routerId)}", which has no Auto-Tune`, fix);
}
