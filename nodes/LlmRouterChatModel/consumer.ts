import { z } from '../../vendor/zod';
import type { RouterContext } from '../shared/context';

/** The node a Chat Model is plugged into, such as an AI Agent. */
export interface Consumer {
	readonly name: string;
	/** Which of its runs this is: a loop has several. */
	readonly runIndex: number;
	/** How many items it works on; at least one. */
	readonly items: number;
}

/** Who asks. n8n knows it and its types do not; where it does not tell, the name is empty. */
export function consumerOf(ctx: RouterContext): Consumer {
	const { name } = parentSchema.parse('parentNode' in ctx ? ctx.parentNode : undefined);
	const { $runIndex: runIndex } = runSchema.parse(ctx.getWorkflowDataProxy(0));
	return { name, runIndex, items: Math.max(1, ctx.getInputData(0, 'main').length) };
}

const parentSchema = z.object({ name: z.string() }).catch({ name: '' });
const runSchema = z.object({ $runIndex: z.number().int().min(0) }).catch({ $runIndex: 0 });
