import type { IDataObject } from 'n8n-workflow';

import { expiredBy } from '../../../router/learning/calibration/certify';
import { readDecisionLog } from '../../../router/learning/log/decisionLog';
import { allDecisions } from '../../../router/learning/log/export';
import { DOCUMENTS, readDocument, thresholdDocumentSchema, type ThresholdDocument } from '../../../router/ledger/documents';
import type { FeedbackLedger } from '../../../router/ledger/feedbackPort';
import { EXPIRED } from '../../../router/report/calibration';
import { inTurns } from '../../shared/inTurns';
import { DAY_MS } from '../../../router/clock';
import { itemOf, madeOfEach } from '../items';
import type { Operation } from '../operation';
import { numberIn } from '../readLog';

import { noThreshold, readName } from './name';
import { summarizeThreshold } from './summary';

/** Enough to see whether the traffic has moved. */
const MOST = 20_000;

/** A named threshold for each item, with its versions, and whether what it promises still holds. */
export const getThreshold: Operation = async ({ ctx, ledger, nowMs }) => {
	const items = await madeOfEach({
		ctx,
		read: (index) => ({
			name: readName(ctx, index),
			days: numberIn(ctx.getNodeParameter('recentDays', index, 7), { label: 'Recent Days', from: 1, to: 365 }),
		}),
		async make({ name, days }, index) {
			const newest = await readVersion(ledger, name);
			if (newest === null) throw noThreshold(name);
			const { certificate } = newest.value;
			const standing = certificate === null ? BY_HAND : await standingOf(ledger, certificate, nowMs - days * DAY_MS);
			return [itemOf({ ...summarizeThreshold(newest), ...standing, certificate, versions: await versionsOf(ledger, newest) }, index)];
		},
	});
	return [items];
};

const BY_HAND: IDataObject = {
	state: 'by_hand',
	says: 'Set by hand: nodes use it as it is, without any guarantee.',
	expiredBecause: [],
};

function readVersion(ledger: FeedbackLedger, name: string, version?: number) {
	return readDocument(ledger, {
		kind: DOCUMENTS.threshold,
		name,
		schema: thresholdDocumentSchema,
		...(version !== undefined && { version }),
	});
}

/** Of the router it was computed for, by what that has decided lately. */
async function standingOf(
	ledger: FeedbackLedger,
	certificate: NonNullable<ThresholdDocument['certificate']>,
	fromMs: number,
): Promise<IDataObject> {
	const { routerId } = certificate;
	const recent = await readDecisionLog({
		decisions: allDecisions({ ledger, filter: { routerId, fromMs }, order: 'newest' }),
		policyBasis: null,
		most: MOST,
		weights: null,
	});
	const reasons = await inTurns(expiredBy(certificate, recent));
	if (reasons === null)
		return {
			state: 'unknown',
			says: 'The router has made no decisions lately, so nobody can tell whether it still holds.',
			expiredBecause: [],
		};
	if (reasons.length === 0)
		return {
			state: 'valid',
			says: 'It holds: policy, judge, weights, models and traffic are what it was computed for.',
			expiredBecause: [],
		};
	const because = reasons.map((reason) => EXPIRED[reason]);
	return { state: 'expired', says: `It has expired: ${because.join('; ')}. Calibrate again.`, expiredBecause: reasons };
}

const MOST_VERSIONS = 20;

/** The newest first; older ones may be gone. */
async function versionsOf(
	ledger: FeedbackLedger,
	{ name, version }: { readonly name: string; readonly version: number },
): Promise<IDataObject[]> {
	const versions: IDataObject[] = [];
	for (let at = version; at > Math.max(0, version - MOST_VERSIONS); at--) {
		const read = await readVersion(ledger, name, at);
		if (read !== null) versions.push(summarizeThreshold(read));
	}
	return versions;
}
