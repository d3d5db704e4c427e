import { calibrationInWords, type CalibrationVerdict } from '../../../router/report/calibration';

const certified: CalibrationVerdict['calibration'] = {
	kind: 'certified',
	threshold: 0.7,
	risk: { estimate: 0.03, upper: 0.045 },
	saving: null,
	auditsUsed: 400,
};
const words = (audits: CalibrationVerdict['audited']['audits']) =>
	calibrationInWords({ calibration: certified, target: 0.95, confidence: 0.95, audited: { judge: 'maker/judge compare-1', audits } });

describe('a calibration in words', () => {
	it('says what it promises and on how many audits it stands', () => {
		expect(words({ used: 400, ofOthers: 0, missing: 0 })).toBe(
			"Threshold 0.7: at least 95 % of the answers are as good as the strongest model's, with 95 % confidence. What it saves is not known, because a price is not. It is based on 400 audits by maker/judge compare-1, in which 3.0 % of the answers were worse.",
		);
	});

	it('says what it takes for granted where more than a few audits are missing', () => {
		expect(words({ used: 400, ofOthers: 0, missing: 20 })).toBe(words({ used: 400, ofOthers: 0, missing: 0 }));
		expect(words({ used: 400, ofOthers: 40, missing: 60 })).toContain(
			'12.0 % of the requests that were chosen for an audit have none: they wait, or it could not be made. It is taken that they are like the others',
		);
	});

	it('says by what a saving is counted', () => {
		const verdict = calibrationInWords({
			calibration: { ...certified, saving: { estimate: 0.4, interval: { from: 0.35, to: 0.45 } } },
			target: 0.95,
			confidence: 0.95,
			audited: { judge: null, audits: { used: 1, ofOthers: 0, missing: 0 } },
		});
		expect(verdict).toContain(
			'It saves 40.0 % (35.0 to 45.0 %) of what always asking the strongest would cost, by the answers alone: checks, drafts and failed calls are in reports.',
		);
	});
});
