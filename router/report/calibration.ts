import type { Calibration } from '../learning/calibration/calibrate';
import type { Expiry } from '../learning/calibration/certificate';
import type { AuditedLog } from '../learning/log/decisionLog';
import type { LeftOut } from '../learning/log/loggedRequest';
import type { SavingShare } from '../learning/calibration/savings';

import { percent, percentRange, whole } from './format';

export interface CalibrationVerdict {
	readonly calibration: Calibration;
	/** Shares, as they were asked for. */
	readonly target: number;
	readonly confidence: number;
	readonly audited: Pick<AuditedLog, 'judge' | 'audits'>;
}

/** What a calibration came to, in sentences for people. */
export function calibrationInWords({ calibration, target, confidence, audited }: CalibrationVerdict): string {
	const promise = `at least ${short(target)} of the answers are as good as the strongest model's`;
	switch (calibration.kind) {
		case 'certified':
			return [
				`Threshold ${String(calibration.threshold)}: ${promise}, with ${short(confidence)} confidence.`,
				savingInWords(calibration.saving),
				`It is based on ${whole(calibration.auditsUsed)} audits by ${audited.judge ?? 'no judge'}, in which ${percent(calibration.risk.estimate)} of the answers were worse.`,
				...missingInWords(audited.audits),
			].join(' ');
		case 'not_enough_data': {
			const { audits, requests } = calibration.about;
			const of = requests === null ? '' : ` (of about ${whole(requests)} requests at the present share)`;
			return `Not enough data: about ${whole(audits)} more audits${of} could show that ${promise}. ${calibration.because}`;
		}
		case 'none_holds':
			return `No threshold keeps the target that ${promise}. ${calibration.because}`;
	}
}

/** With fewer missing than this share, the target would hardly move whatever they were. */
const FEW_MISSING = 0.05;

function missingInWords({ used, ofOthers, missing }: AuditedLog['audits']): string[] {
	const share = missing / Math.max(1, used + ofOthers + missing);
	if (share <= FEW_MISSING) return [];
	return [
		`${percent(share)} of the requests that were chosen for an audit have none: they wait, or it could not be made. It is taken that they are like the others; where long or refused ones are missing, they are not.`,
	];
}

function savingInWords(saving: SavingShare | null): string {
	if (saving === null) return 'What it saves is not known, because a price is not.';
	const range = saving.interval === null ? '' : ` (${percentRange(saving.interval)})`;
	return saving.estimate >= 0
		? `It saves ${percent(saving.estimate)}${range} of what always asking the strongest would cost, by the answers alone: checks, drafts and failed calls are in reports.`
		: `It costs ${percent(-saving.estimate)} more than always asking the strongest.`;
}

/** `95 %`, `99.5 %`. */
function short(share: number): string {
	return percent(share).replace(/\.0 %$/, ' %');
}

/** Why decisions were left out, for people. */
export const LEFT_OUT: Readonly<Record<LeftOut, string>> = {
	other_policy: 'Decided by another policy: models, prices, checks or settings were others',
	bypassed: 'Not routed, by the rules for requests that must not be',
	came_back: 'Came back from a failed call in the workflow',
	not_answered: 'Not answered: what is found holds for requests that get an answer',
	auto_tune: 'Decided by Auto-Tune, which draws its own comparisons: they are no fair sample of all requests',
	not_auditable: 'Could not have been audited: audits were off, it was only routed, or the prompt was too long to keep',
	no_features: 'The features that other weights read were not kept',
};

/** Why a certificate has expired, for people. */
export const EXPIRED: Readonly<Record<Expiry, string>> = {
	policy: 'Models, prices, checks or settings of the router have changed',
	judge: 'Another judge compares the answers now',
	weights: 'Other classifier weights predict the quality now',
	models: 'Other models are enabled',
	traffic: 'The requests are no longer like those it was computed on',
};
