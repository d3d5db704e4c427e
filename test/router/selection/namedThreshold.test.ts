import type { ThresholdDocument } from '../../../router/ledger/documents';
import { appliesTo } from '../../../router/selection/namedThreshold';

const ties = { policyBasis: 'basis', weightsVersion: 'w1', models: ['maker/small', 'maker/large'] };
const certified: ThresholdDocument = {
	threshold: 0.6,
	certificate: {
		...ties,
		judge: 'maker/judge v1',
		traffic: { requests: 10, tenths: [10] },
		target: 0.95,
		confidence: 0.95,
		threshold: 0.6,
		risk: { estimate: 0.01, upper: 0.04 },
		auditsUsed: 200,
		period: { fromMs: 1, toMs: 2 },
		routerId: 'w:n',
	},
};

describe('a named threshold', () => {
	it('applies to any policy where the user has set it', () => {
		expect(appliesTo({ threshold: 0.4, certificate: null }, ties)).toEqual({ kind: 'applies', threshold: 0.4 });
	});

	it('applies to the policy it was certified for, whatever the order of its models', () => {
		expect(appliesTo(certified, { ...ties, models: ['maker/large', 'maker/small'] })).toEqual({ kind: 'applies', threshold: 0.6 });
	});

	it.each([
		['policy', { policyBasis: 'other' }, ['policy']],
		['weights, which change the policy too', { policyBasis: 'other', weightsVersion: 'w2' }, ['weights']],
		['weights that are gone', { policyBasis: 'other', weightsVersion: null }, ['weights']],
		['one model more', { policyBasis: 'other', models: [...ties.models, 'maker/medium'] }, ['models']],
		['one model less', { policyBasis: 'other', models: ['maker/large'] }, ['models']],
		['models and weights', { policyBasis: 'other', models: ['maker/large'], weightsVersion: 'w2' }, ['models', 'weights']],
	])('has expired with another %s', (_, changes, because) => {
		expect(appliesTo(certified, { ...ties, ...changes })).toEqual({ kind: 'expired', because });
	});
});
