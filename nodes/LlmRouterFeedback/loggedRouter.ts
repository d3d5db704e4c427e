import type { IExecuteFunctions } from 'n8n-workflow';

import { ConfigError } from '../../router/configError';
import type { FeedbackLedger, LoggedRouter } from '../../router/ledger/feedbackPort';
import { calledRouter, routerNames } from '../../router/report/routerNames';
import { z } from '../../vendor/zod';
import { readKey, shown } from '../shared/values';

// `z.unknown()` would also do without the key.
const located = z.object({ value: z.unknown() }).refine((field) => 'value' in field);

/**
 * A router field as the panel has it; `null`: left empty. Workflows from before there was a list have plain text.
 * @throws ConfigError naming the field.
 */
export function readRouterField(value: unknown, field = 'Router'): string | null {
	const chosen = located.safeParse(value);
	return readKey(field, chosen.success ? chosen.data.value : value) || null;
}

/**
 * The router the panel names, or the only one there is.
 * @throws ConfigError that lists those in the log.
 */
export async function readRouter(ctx: IExecuteFunctions, index: number, ledger: FeedbackLedger): Promise<string> {
	const asked = readRouterField(ctx.getNodeParameter('routerId', index, ''));
	const routers = await ledger.routers();
	const [first] = routers;
	if (first === undefined)
		throw new ConfigError(
			'Router',
			'cannot be chosen, because the log holds no decision yet',
			'Run a workflow with Route LLM Request first.',
		);
	if (asked === null) {
		if (routers.length > 1) throw new ConfigError('Router', `is empty, and ${String(routers.length)} nodes route`, choose(routers));
		return first.routerId;
	}
	if (!routers.some(({ routerId }) => routerId === asked))
		throw new ConfigError('Router', `is "${shown(asked)}", which has made no decisions`, choose(routers));
	return asked;
}

const MOST_LISTED = 20;

function choose(routers: readonly LoggedRouter[]): string {
	const names = routerNames(routers);
	const listed = routers
		.slice(0, MOST_LISTED)
		.map(({ routerId, newestMs }) => `${calledRouter(names, routerId)}, last used ${new Date(newestMs).toISOString().slice(0, 10)}`);
	return `Choose one from the list, or enter the ID of one of: ${listed.join('; ')}.`;
}
