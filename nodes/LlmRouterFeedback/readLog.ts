import type { IExecuteFunctions } from 'n8n-workflow';

import { ConfigError } from '../../router/configError';
import { type DecisionLog, judgesOf, readDecisionLog } from '../../router/learning/log/decisionLog';
import { allDecisions } from '../../router/learning/log/export';
import type { FeedbackLedger } from '../../router/ledger/feedbackPort';
import { LEFT_OUT } from '../../router/report/calibration';
import type { ClassifierWeights } from '../../router/strategies/classifierWeights';
import { z } from '../../vendor/zod';
import { DAY_MS } from '../../router/clock';
import { readKey, shown } from '../shared/values';

/** More would say little more, and take the memory of n8n. */
const MOST = 100_000;

/** Which part of a router's log is looked at. */
export interface LogChoice {
	readonly fromMs: number;
	readonly policyBasis: string | null;
	readonly judge: string | null;
	readonly most: number;
}

const optionsSchema = z.record(z.unknown()).catch({});

/** @throws ConfigError naming the field. */
export function readLogChoice(ctx: IExecuteFunctions, index: number, nowMs: number): LogChoice {
	const { judge, policyBasis, most = MOST } = optionsSchema.parse(ctx.getNodeParameter('options', index, {}));
	const days = numberIn(ctx.getNodeParameter('days', index, 90), { label: 'Last Days', from: 1, to: 3_650 });
	return {
		fromMs: nowMs - days * DAY_MS,
		policyBasis: readKey('Options, Policy', policyBasis) || null,
		judge: readKey('Options, Judge', judge) || null,
		most: numberIn(most, { label: 'Options, Most Decisions', from: 100, to: 500_000 }),
	};
}

/** @throws ConfigError naming the field. */
export function numberIn(
	value: unknown,
	{ label, from, to }: { readonly label: string; readonly from: number; readonly to: number },
): number {
	const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof number === 'number' && number >= from && number <= to) return number;
	throw new ConfigError(
		label,
		`is ${typeof value === 'number' || typeof value === 'string' ? `"${String(value).slice(0, 40)}"` : 'no number'}`,
		`Use a number from ${String(from)} to ${String(to)}.`,
	);
}

interface LogRead extends LogChoice {
	readonly routerId: string;
	/** To predict the quality anew with; `null`: what was predicted counts. */
	readonly weights: ClassifierWeights | null;
}

/** @throws ConfigError where nothing is in the part that was chosen. */
export async function readLog(
	ledger: FeedbackLedger,
	{ routerId, fromMs, policyBasis, judge, most, weights }: LogRead,
): Promise<DecisionLog> {
	const decisions = allDecisions({ ledger, filter: { routerId, fromMs }, order: 'newest' });
	const log = await readDecisionLog({ decisions, policyBasis, most, weights });
	if (log.policy === null) {
		throw policyBasis === null || log.read === 0
			? new ConfigError('Last Days', 'is so short that the router made no decisions in it', 'Look further back.')
			: new ConfigError(
					'Options, Policy',
					'is none of those in the log',
					'Leave it empty for the newest, or take policyBasis of a decision.',
				);
	}
	const judges = judgesOf(log.requests);
	if (judge !== null && !judges.includes(judge)) {
		throw new ConfigError(
			'Options, Judge',
			`is "${shown(judge)}", which judged none of these audits`,
			judges.length === 0 ? 'Nobody has yet: leave it empty.' : `Use one of: ${judges.join(', ')}.`,
		);
	}
	return log;
}

/** What was left out and why, for an item. */
export function leftOutRows({ leftOut }: DecisionLog): { readonly why: string; readonly decisions: number }[] {
	return [...leftOut].map(([because, decisions]) => ({ why: LEFT_OUT[because], decisions }));
}
