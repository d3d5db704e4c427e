import { conditional, startGateway } from './gateway';
import { startProvider } from './provider';
import { inRounds } from './rounds';
import { sectionOf, type Effort, type Ratio, type Section } from './section';
import { median, ratioOf } from './stats';
import { NO_N8N, stockNodes } from './stock';
import { runChain } from './stockWorkflows';
import { count, millis } from './table';
import { itemsOf, runBareLoop, runPassThrough, runRouteOnly, runRouter, wallMs } from './workflows';

const PARALLEL = 10;

/** What choosing costs where the call is made as well: with and without the router in the way. */
export async function measureRouters({ short }: Effort): Promise<Section> {
	const provider = await startProvider();
	const gateway = await startGateway();
	// The chain takes seconds to load, more than the short form has.
	const nodes = short ? null : await stockNodes(['chain', 'chatModel', 'modelSelector']);
	const many = short ? 100 : 200;
	const items = itemsOf(many);
	const baseUrl = provider.after(0);
	const target = (model: string) => ({ baseUrl, model });
	const each = (run: () => Promise<unknown>) => () => wallMs(run);
	try {
		const found = await inRounds(
			{
				routeOnly: each(() => runRouteOnly(items)),
				pass: each(() => runPassThrough(items)),
				bare: each(() => runBareLoop({ baseUrl, items, parallel: PARALLEL })),
				node: each(() => runRouter({ baseUrl, items, parameters: { threshold: 0.5, limits: { parallelItems: PARALLEL } } })),
				...(gateway && {
					gateway: each(() =>
						runBareLoop({ baseUrl: gateway.baseUrl, items, parallel: PARALLEL, headers: conditional(target('small'), target('large')) }),
					),
				}),
				...(nodes && {
					chain: each(() => runChain({ nodes, items, baseUrl, parallel: PARALLEL })),
					selector: each(() => runChain({ nodes, items, baseUrl, parallel: PARALLEL }, true)),
				}),
			},
			{ most: short ? 2 : 5, least: 2, budgetMs: short ? 2_000 : 6_000 },
		);
		const line = (name: string, ours: readonly number[] | undefined, without: readonly number[] | undefined): string[] => {
			if (ours === undefined || without === undefined) return [name, 'not measured', '', ''];
			return [name, millis(median(ours) / many), millis(median(without) / many), millis((median(ours) - median(without)) / many)];
		};
		const ratios: Record<string, Ratio> = {
			...(found.gateway && {
				'routers.gateway': {
					what: "Route and Answer, 0 ms provider, next to Portkey's conditional router",
					...ratioOf(found.node, found.gateway),
				},
			}),
			...(found.selector && {
				'routers.selector': {
					what: 'Route and Answer, 0 ms provider, next to Basic LLM Chain with Model Selector',
					...ratioOf(found.node, found.selector),
				},
			}),
		};
		return sectionOf({
			title: 'Conditional routers',
			about: `${count(many)} items, ${String(PARALLEL)} parallel, a provider that answers at once: wall time an item with the router and without it.`,
			tables: [
				{
					head: ['router', 'with it', 'without it', 'difference an item'],
					lines: [
						line('Route Only, no call (without: a node that passes items on)', found.routeOnly, found.pass),
						line('Route and Answer (without: bare loop)', found.node, found.bare),
						line("Portkey's gateway, conditional (without: bare loop)", found.gateway, found.bare),
						line('Model Selector under Basic LLM Chain (without: the same chain with one model)', found.selector, found.chain),
					],
				},
			],
			ratios,
			notMeasured: [
				...(gateway === null ? ["Portkey's conditional router: it is not installed"] : []),
				...(nodes === null ? [`Model Selector: ${short ? 'in the full form only' : NO_N8N}`] : []),
			],
		});
	} finally {
		gateway?.stop();
		provider.stop();
	}
}
