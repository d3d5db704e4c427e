import { autoTuneView } from '../../../router/report/autoTune';
import { readTuned } from '../autoTune/document';
import { noAutoTune, tunedRouter, tunedRouters } from '../autoTune/router';
import { itemOf, madeOfEach } from '../items';
import { readRouterField } from '../loggedRouter';
import type { Operation } from '../operation';

/** What Auto-Tune of one router knows and does, for each item. */
export const getAutoTune: Operation = async ({ ctx, ledger }) => {
	const routers = await tunedRouters(ledger);
	const items = await madeOfEach({
		ctx,
		read: (index) => ({ routerId: tunedRouter(routers, readRouterField(ctx.getNodeParameter('routerId', index, ''))) }),
		async make({ routerId }, index) {
			const tuned = await readTuned(ledger, routerId);
			if (tuned === null) throw noAutoTune(routerId);
			return [itemOf({ ...autoTuneView(tuned.document, routerId, routers.names) }, index)];
		},
	});
	return [items];
};
