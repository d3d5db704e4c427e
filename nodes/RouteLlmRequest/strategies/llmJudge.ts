import type { RouterContext } from '../../shared/context';

import type { ModelSpec } from '../../../router/registry/model';
import { ConfigError } from '../../../router/configError';
import { tierMapping } from '../../../router/strategies/judgeTiers';
import { createLlmJudgeStrategy } from '../../../router/strategies/llmJudge';
import { hasExpression, readChoice } from '../../shared/values';
import { DEFAULTS } from '../description/defaults';
import { JUDGE_DEFAULTS } from '../description/judge';
import { requireGoodAt } from '../parameters/goodAt';
import { judgeSettings } from '../parameters/judge';
import { readWeightsChoice } from '../parameters/learned';
import { perItem, storedAt } from '../parameters/panel';
import type { CreateStrategyReader, JudgeSettings, RunSettings } from '../settings';

export const createReader: CreateStrategyReader = (ctx, { modelsFrom, rows }) => {
	if (modelsFrom === 'catalogue') {
		throw new ConfigError(
			'Strategy',
			'is LLM Judge, which asks a model, but with Catalogue there is no credential to reach one',
			'Set Models From to Registry Credential, or choose another strategy.',
		);
	}
	const weights = readWeightsChoice(ctx);
	const descriptions = choosesBy(ctx) === 'descriptions' ? requireGoodAt(rows) : null;
	return perItem(
		JUDGE_FIELDS.some((name) => hasExpression(storedAt(ctx, name))),
		(itemIndex) => {
			const { judge, criteria, timeoutMs } = readJudge(ctx, itemIndex, modelsFrom);
			return {
				settings: { weights, judge, criteria, timeoutMs, descriptions: descriptions === null ? null : [...descriptions] },
				weights,
				callsToChoose: true,
				hint: (models) => (models.length === 1 || descriptions !== null ? null : tiersOf(models)),
				create: ({ judgeOf, verdicts, clean, learned }) =>
					createLlmJudgeStrategy({
						judge: judgeOf(judge, 'Judge Model'),
						criteria,
						timeoutMs,
						weights: learned.weights,
						classifierThreshold: DEFAULTS.threshold,
						cache: verdicts,
						clean,
						...(descriptions !== null && { descriptions }),
					}),
			};
		},
	);
};

const JUDGE_FIELDS = ['judgeModel', 'judgeRow', 'judgeCriteria', 'judgeTimeout'] as const;

function choosesBy(ctx: RouterContext): 'tiers' | 'descriptions' {
	const value = ctx.getNodeParameter('judgeChoosesBy', 0, JUDGE_DEFAULTS.judgeChoosesBy);
	return readChoice('Chooses By', ['tiers', 'descriptions'], value);
}

function readJudge(ctx: RouterContext, itemIndex: number, from: RunSettings['modelsFrom']): JudgeSettings {
	const get = (name: keyof typeof JUDGE_DEFAULTS, extractValue = false): unknown =>
		ctx.getNodeParameter(name, itemIndex, JUDGE_DEFAULTS[name], { extractValue });
	return judgeSettings({
		model:
			from === 'registry'
				? { from, field: 'Judge Model', value: get('judgeModel', true) }
				: { from, field: 'Judge Model Name or ID', value: get('judgeRow') },
		criteria: get('judgeCriteria'),
		timeout: get('judgeTimeout'),
	});
}

/** `Judge tiers: trivial, easy → Cheap; moderate, hard, expert → Strong.` */
function tiersOf(models: readonly ModelSpec[]): string {
	const tiers = new Map<string, string[]>();
	for (const { tier, modelId } of tierMapping(models)) tiers.set(modelId, [...(tiers.get(modelId) ?? []), tier]);
	const parts = [...tiers].map(([modelId, names]) => `${names.join(', ')} → ${models.find(({ id }) => id === modelId)?.branch ?? modelId}`);
	return `Judge tiers: ${parts.join('; ')}.`;
}
