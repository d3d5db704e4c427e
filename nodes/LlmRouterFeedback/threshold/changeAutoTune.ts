import type { TuningDocument } from '../../../router/learning/autotune/document';
import { withPause, withReset } from '../../../router/learning/autotune/open';
import { autoTuneView } from '../../../router/report/autoTune';
import { readChoice } from '../../shared/values';
import { changeTuned } from '../autoTune/document';
import { noAutoTune, tunedRouter, tunedRouters } from '../autoTune/router';
import { itemOf, madeOfEach } from '../items';
import { readRouterField } from '../loggedRouter';
import type { Operation } from '../operation';

const CHANGES = ['pause', 'resume', 'reset'] as const;
type Change = (typeof CHANGES)[number];

/** Pauses, resumes or resets Auto-Tune of one router, for each item. All are read before the first is changed. */
export const changeAutoTune: Operation = async ({ ctx, ledger }) => {
	const routers = await tunedRouters(ledger);
	const items = await madeOfEach({
		ctx,
		read: (index) => ({
			routerId: tunedRouter(routers, readRouterField(ctx.getNodeParameter('routerId', index, ''))),
			change: readChoice('Change', CHANGES, ctx.getNodeParameter('autoTuneChange', index, 'pause')),
		}),
		async make({ routerId, change }, index) {
			const changed = await changeTuned(ledger, routerId, MAKE[change]);
			if (changed === null) throw noAutoTune(routerId);
			const { before, after } = changed;
			const view = autoTuneView(after, routerId, routers.names);
			return [itemOf({ change, changed: before !== after, result: resultOf(change, before, after), ...view }, index)];
		},
	});
	return [items];
};

const MAKE: Readonly<Record<Change, (document: TuningDocument) => TuningDocument>> = {
	pause: (document) => withPause(document, true),
	resume: (document) => withPause(document, false),
	reset: withReset,
};

function resultOf(change: Change, before: TuningDocument, after: TuningDocument): string {
	if (change === 'pause')
		return before === after
			? 'Auto-Tune was paused already.'
			: 'Auto-Tune is paused: nothing is compared, and everything goes to the strongest model. What it has found out is kept.';
	if (change === 'resume') return before === after ? 'Auto-Tune was not paused.' : 'Auto-Tune continues where it was paused.';
	if (before === after) return 'Auto-Tune has not started yet, so there is nothing to reset.';
	const costs =
		after.state.step === before.state.step
			? 'Nothing was risked yet, so this costs no confidence.'
			: `This costs confidence: start ${String(after.state.step)} may err half as often as the one before, so that all of them together keep the promise, and needs more comparisons.`;
	return `Auto-Tune starts over: everything goes to the strongest model until it has compared anew. ${costs}${after.paused ? ' It is still paused.' : ''}`;
}
