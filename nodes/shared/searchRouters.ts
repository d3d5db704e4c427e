import type { INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import type { LoggedRouter } from '../../router/ledger/feedbackPort';

import { loggedStrategy } from '../RouteLlmRequest/description/strategies';

import { readLogForPanel, type PanelContext } from './panelLog';

/** Nodes that have decided anything, the latest first. Each word of the filter is looked for in name and id. */
export async function searchRouters(this: PanelContext, filter = ''): Promise<INodeListSearchResult> {
	const words = filter.trim().toLowerCase().split(/\s+/);
	const entries = entriesOf(await readLogForPanel(this, [], async (log) => await log.routers()));
	return { results: entries.filter(({ name, value }) => words.every((word) => `${name} ${String(value)}`.toLowerCase().includes(word))) };
}

function entriesOf(routers: readonly LoggedRouter[]): INodeListSearchItems[] {
	const times = new Map<string, number>();
	for (const { name } of routers) if (name !== null) times.set(name, (times.get(name) ?? 0) + 1);
	return routers.map(({ routerId, name, strategy, newestMs }) => {
		const twin = name !== null && times.get(name) !== 1;
		// The panel is narrow: what tells them apart comes before what it may cut off.
		const parts = [
			name ?? routerId,
			...(twin ? [routerId] : []),
			loggedStrategy(strategy)?.label ?? strategy,
			`last used ${new Date(newestMs).toISOString().slice(0, 10)}`,
		];
		return { name: parts.join(' · '), value: routerId, description: routerId };
	});
}
