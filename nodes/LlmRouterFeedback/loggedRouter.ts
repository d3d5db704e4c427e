import type { IExecuteFunctions } from 'n8n-workflow';

import { ConfigError } from '../../router/configError';
import type { FeedbackLedger } from '../../router/ledger/feedbackPort';
import { readKey, shown } from '../shared/values';

/**
 * The router the panel names, or the only one there is.
 * @throws ConfigError that lists those in the log.
 */
export async function readRouter(ctx: IExecuteFunctions, index: number, ledger: FeedbackLedger): Promise<string> {
	const asked = readKey('Router', ctx.getNodeParameter('routerId', index, ''));
	const routers = await ledger.routers();
	const [first] = routers;
	if (first === undefined) throw new ConfigError('Router', 'cannot be chosen, because the log holds no decision yet', 'Run a workflow with Route LLM Request first.');
	const listed = routers.slice(0, MOST_LISTED).map(({ routerId, decisions, newestMs }) => `${routerId} (${String(decisions)} decisions, the last on ${new Date(newestMs).toISOString().slice(0, 10)})`);
	const choose = `Enter one of: ${listed.join('; ')}.`;
	if (asked === '') {
		if (routers.length > 1) throw new ConfigError('Router', `is empty, and ${String(routers.length)} nodes route`, choose);
		return first.routerId;
	}
	if (!routers.some(({ routerId }) => routerId === asked)) throw new ConfigError('Router', `is "${shown(asked)}", which has decided nothing`, choose);
	return asked;
}

const MOST_LISTED = 20;
