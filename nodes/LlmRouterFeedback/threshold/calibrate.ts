import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { ConfigError } from '../../../router/configError';
import { certify, type Certifying } from '../../../router/learning/calibration/certify';
import type { FeedbackLedger } from '../../../router/ledger/feedbackPort';
import { calibrationInWords } from '../../../router/report/calibration';
import { z } from '../../../vendor/zod';
import { predicts } from '../../RouteLlmRequest/description/strategies';
import { inTurns } from '../../shared/inTurns';
import { itemOf, madeOfEach } from '../items';
import { readRouter } from '../loggedRouter';
import type { Operation } from '../operation';
import { leftOutRows, type LogChoice, numberIn, readLog, readLogChoice } from '../readLog';

import { checkedName } from './name';
import { saveThreshold } from './save';

/** One calibration for each item; items that ask for the same share it. Every item is read before anything is written. */
export const calibrateThreshold: Operation = async ({ ctx, ledger, signal, nowMs }) => {
	const found = new Map<string, IDataObject>();
	const items = await madeOfEach({
		ctx,
		read: (index) => readAsk(ctx, index, ledger, nowMs),
		async make(ask, index) {
			const key = JSON.stringify(ask);
			const json = found.get(key) ?? (await calibrated(ledger, ask, signal));
			found.set(key, json);
			return [itemOf(json, index)];
		},
	});
	return [items];
};

interface Ask extends LogChoice {
	readonly routerId: string;
	/** Shares. */
	readonly target: number;
	readonly confidence: number;
	/** Empty: nothing is saved. */
	readonly saveAs: string;
}

async function readAsk(ctx: IExecuteFunctions, index: number, ledger: FeedbackLedger, nowMs: number): Promise<Ask> {
	const { saveAs } = z
		.record(z.unknown())
		.catch({})
		.parse(ctx.getNodeParameter('options', index, {}));
	return {
		target: shareOf(ctx.getNodeParameter('target', index, 95), 'Target'),
		confidence: shareOf(ctx.getNodeParameter('confidence', index, 95), 'Confidence'),
		saveAs: checkedName('Options, Save As', saveAs),
		...readLogChoice(ctx, index, nowMs),
		routerId: await readRouter(ctx, index, ledger),
	};
}

/** 100 % cannot be shown by any number of audits, and 0 % needs none. */
function shareOf(value: unknown, label: string): number {
	return numberIn(value, { label, from: 50, to: 99.9 }) / 100;
}

async function calibrated(
	ledger: FeedbackLedger,
	{ routerId, target, confidence, saveAs, ...choice }: Ask,
	signal: AbortSignal,
): Promise<IDataObject> {
	const log = await readLog(ledger, { ...choice, routerId, weights: null });
	const able = predicts(log.policy?.strategy);
	if (able.kind !== 'predicts')
		throw new ConfigError(
			'Router',
			`has no threshold that could be calibrated: ${able.why}`,
			'Choose a router with the strategy Classifier.',
		);
	const certifying = await inTurns(certify({ log, routerId, judge: choice.judge, target, confidence }), signal);
	const { document } = certifying;
	const version = saveAs === '' || document === null ? null : await saveThreshold(ledger, saveAs, document);
	return {
		...certificateFields(certifying, { target, confidence }),
		router: routerId,
		...aboutLog(certifying),
		savedAs: version === null ? null : { name: saveAs, version },
		...(saveAs !== '' && version === null && { notSaved: `Nothing was saved as "${saveAs}": only a certified threshold is.` }),
	};
}

function certificateFields(
	{ calibration, audited, document }: Certifying,
	asked: { readonly target: number; readonly confidence: number },
): IDataObject {
	const certified = calibration.kind === 'certified' ? calibration : null;
	const about = calibration.kind === 'not_enough_data' ? calibration.about : null;
	return {
		verdict: calibrationInWords({ calibration, audited, ...asked }),
		kind: calibration.kind,
		threshold: certified?.threshold ?? null,
		...asked,
		worseAnswers: certified === null ? null : { ...certified.risk },
		saving:
			certified?.saving == null
				? null
				: { estimate: certified.saving.estimate, from: certified.saving.interval?.from ?? null, to: certified.saving.interval?.to ?? null },
		auditsUsed: certified?.auditsUsed ?? null,
		moreAudits: about?.audits ?? null,
		moreRequests: about?.requests ?? null,
		certificate: document === null ? null : { ...document.certificate },
	};
}

function aboutLog({ log, audited }: Certifying): IDataObject {
	return {
		judge: audited.judge,
		thresholdNow: log.policy?.threshold ?? null,
		requests: log.requests.length,
		audits: { ...audited.audits },
		leftOut: leftOutRows(log),
		from: momentOf(log.requests.at(-1)?.atMs),
		to: momentOf(log.requests[0]?.atMs),
	};
}

function momentOf(atMs: number | undefined): string | null {
	return atMs === undefined ? null : new Date(atMs).toISOString();
}
