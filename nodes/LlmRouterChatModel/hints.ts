import type { RouteResult } from '../../router/routeTypes';

import type { RouterRun } from './run';

interface HowItCame {
	/** The consumer wanted the answer as a stream. */
	readonly streamed: boolean;
	/** What stores and budgets have to say. */
	readonly notices: readonly string[];
	/** Nobody could tell which of the consumer's items was asked about. */
	readonly isUnknownItem: boolean;
}

/** Shows in the node's panel what a person should know, each thing once in an execution, free of keys. */
export function tellHints(run: RouterRun, result: RouteResult, { streamed, notices, isUnknownItem }: HowItCame): void {
	const { ctx, memory, prepared } = run;
	const { models, hints: known } = prepared.resolved;
	const hints = [
		...(models.length === 1 ? ['Only one model is enabled, so there is nothing to choose between.'] : []),
		prepared.settings.strategy.hint?.(models) ?? null,
		...known,
		...prepared.notices(),
		...notices,
		...result.hints,
		result.recorded.kind === 'refused' ? `A decision could not be recorded: ${result.recorded.reason}` : null,
		streamed && result.record.strategy === 'cascade' ? CASCADE : null,
		isUnknownItem ? UNKNOWN_ITEM : null,
	].filter((hint) => hint !== null);
	const news = hints.map(prepared.redactor.message).filter((hint) => memory.isNews(hint));
	ctx.addExecutionHints(...news.map((message) => ({ message, type: 'warning' as const, location: 'outputPane' as const })));
}

const CASCADE =
	'Cascade checks each answer before it is shown, so nothing was streamed. Choose another strategy to see answers as they are written.';
const UNKNOWN_ITEM =
	'n8n does not tell which item a request is about, so fields with expressions are at their defaults, and only models that all items allow were asked. Send one item at a time, for example with Loop Over Items, to have them.';
