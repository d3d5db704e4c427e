import type { IExecuteFunctions } from 'n8n-workflow';

import { ConfigError } from '../../../router/configError';
import { NANO_USD_PER_USD } from '../../../router/registry/cost';
import { z } from '../../../vendor/zod';
import { readBoolean, readNumber, readSeconds, readText, type NumberRule } from '../../shared/values';
import { AUDIT_DEFAULTS, AUDIT_LIMITS } from '../description/audit';
import { readRouterField } from '../loggedRouter';

/** One run of audits as the panel has it. */
export interface AuditSettings {
	/** `provider/model`. */
	readonly judge: string;
	/** `null`: all routers. */
	readonly routerId: string | null;
	readonly most: number;
	readonly parallel: number;
	readonly patienceMs: number;
	readonly timeoutMs: number;
	/** `null`: no budget. */
	readonly runBudgetNanoUsd: number | null;
	readonly dailyBudgetNanoUsd: number | null;
	/** Tokens of an answer, where there is a budget. */
	readonly roomTokens: number;
	readonly itemPerAudit: boolean;
}

export const JUDGE_FIELD = 'Judge Model';

/** @throws ConfigError at the first field that cannot be used. */
export function readAuditSettings(ctx: IExecuteFunctions): AuditSettings {
	const options = z
		.record(z.unknown())
		.catch({})
		.parse(ctx.getNodeParameter('options', 0, {}));
	const get = (name: keyof typeof AUDIT_DEFAULTS) => options[name] ?? AUDIT_DEFAULTS[name];
	const number = (name: keyof typeof AUDIT_LIMITS, label: string, whole: boolean) => readNumber(rule(name, label, whole), get(name));
	const usd = (name: 'budgetPerRun' | 'dailyBudget', label: string) => Math.round(number(name, label, false) * NANO_USD_PER_USD) || null;
	return {
		judge: readJudge(ctx),
		routerId: readRouterField(get('routerId'), 'Options, Router'),
		most: number('mostAudits', 'Most Audits per Run', true),
		parallel: number('parallel', 'Parallel Audits', true),
		patienceMs: readSeconds(rule('maxWaitTime', 'Max Wait Time', false), get('maxWaitTime')),
		timeoutMs: readSeconds(rule('timeout', 'Timeout', false), get('timeout')),
		runBudgetNanoUsd: usd('budgetPerRun', 'Budget per Run'),
		dailyBudgetNanoUsd: usd('dailyBudget', 'Daily Budget'),
		roomTokens: number('reservedOutputTokens', 'Reserved Output Tokens', true),
		itemPerAudit: readBoolean('One Item per Audit', get('itemPerAudit')),
	};
}

function rule(name: keyof typeof AUDIT_LIMITS, label: string, whole: boolean): NumberRule {
	return { label: `Options, ${label}`, whole, ...AUDIT_LIMITS[name] };
}

function readJudge(ctx: IExecuteFunctions): string {
	const judge = readText(JUDGE_FIELD, ctx.getNodeParameter('judgeModel', 0, '', { extractValue: true })).trim();
	if (judge === '')
		throw new ConfigError(JUDGE_FIELD, 'is empty', 'Choose the model that compares the answers: one that is not one of your candidates.');
	if (/^[^/\s]+\/.+$/.test(judge)) return judge;
	throw new ConfigError(JUDGE_FIELD, 'does not name its provider', 'Write the model as provider/model, for example openai/gpt-4o.');
}
