import type { RouterContext } from '../../shared/context';

/**
 * How n8n calls executions that stand for what the workflow does every day. Not among them: `manual` (the editor, its
 * test chat among it) and `evaluation`, where one pinned prompt may run fifty times; `retry`, which repeats what was
 * counted; `chat` and `agent`, in which n8n builds or tries workflows of its own. What comes new is left out, too.
 */
const EVERYDAY: ReadonlySet<string> = new Set(['cli', 'error', 'integrated', 'internal', 'trigger', 'webhook']);

/** A sub-workflow runs as `integrated`, whoever called it; n8n hands down how its caller began, but not in which mode. */
const BEGUN_BY_HAND: ReadonlySet<string> = new Set(['n8n-nodes-base.manualTrigger', 'n8n-nodes-base.evaluationTrigger']);

type Context = Pick<RouterContext, 'getMode'> & Partial<Pick<RouterContext, 'getExecutionContext'>>;

/** Whether the requests of this execution count, and may be compared. */
export function countsIn(ctx: Context): boolean {
	// Older n8n versions do not say how an execution began.
	return isEveryday(ctx.getMode(), ctx.getExecutionContext?.()?.triggerNode?.type ?? null);
}

/** @param begunBy type of the node that began it, or the execution that called it; `null`: nobody knows. */
export function isEveryday(mode: string, begunBy: string | null): boolean {
	return EVERYDAY.has(mode) && !(mode === 'integrated' && begunBy !== null && BEGUN_BY_HAND.has(begunBy));
}
