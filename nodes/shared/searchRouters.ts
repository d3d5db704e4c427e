import type { INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import { routerNames } from '../../router/report/routerNames';

import { readLogForPanel, type PanelContext } from './panelLog';

/** Nodes that have decided anything, the latest first. Each word of the filter is looked for in name and id. */
export async function searchRouters(this: PanelContext, filter = ''): Promise<INodeListSearchResult> {
	const routers = await readLogForPanel(this, [], async (log) => await log.routers());
	const names = routerNames(routers);
	const words = filter.trim().toLowerCase().split(/\s+/);
	const results = routers.map(({ routerId, strategy, newestMs }): INodeListSearchItems => {
		const lastUsed = new Date(newestMs).toISOString().slice(0, 10);
		return { name: `${names.get(routerId) ?? routerId} · ${STRATEGY_NAMES[strategy] ?? strategy} · last used ${lastUsed}`, value: routerId, description: routerId };
	});
	return { results: results.filter(({ name, value }) => words.every((word) => `${name} ${String(value)}`.toLowerCase().includes(word))) };
}

/** What the panel calls the strategies that records name. */
const STRATEGY_NAMES: Readonly<Record<string, string>> = {
	adaptive: 'Adaptive', cascade: 'Cascade', classifier: 'Classifier', llm_judge: 'LLM Judge', rules: 'Rules', semantic: 'Semantic',
};
