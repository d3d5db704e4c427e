import { policyNames, type PolicyOptions } from '../../../router/decision/buildRecord';
import { PLAIN_POLICY, modelAt } from '../../support/routing';

const models = [modelAt(0), modelAt(1)];
const POLICY: PolicyOptions['policy'] = PLAIN_POLICY;
const CHECK = { name: 'not_empty', severity: 'counts', settings: {}, check: async () => ({ kind: 'passed' }) };
const base: PolicyOptions = {
	models,
	policy: POLICY,
	strategy: { name: 'rules', settings: {}, weightsVersion: null, rank: () => Promise.reject(new Error('not asked')) },
	checks: [],
	bypass: { kind: 'none', definition: null },
};

// Items in a row mostly have the same policy, and its name is then not worked out again.
it.each<[string, Partial<PolicyOptions>]>([
	['the threshold', { policy: { ...POLICY, threshold: 0.6 } }],
	['the strategy', { strategy: { ...base.strategy, settings: { other: true } } }],
	['the checks', { checks: [CHECK as never] }],
	['the bypass', { bypass: { kind: 'none', definition: { alwaysStrongest: true } } }],
	['what is allowed', { allowedDefinition: 'a/one' }],
	['the models', { models: [modelAt(0), modelAt(2)] }],
])('a policy has another name where %s is another, and its own again after it', (_, change) => {
	const { policyHash } = policyNames(base);
	expect(policyNames({ ...base, ...change }).policyHash).not.toBe(policyHash);
	expect(policyNames({ ...base }).policyHash).toBe(policyHash);
});

it('keeps the basis whatever the threshold is', () => {
	const { policyBasis } = policyNames(base);
	expect(policyNames({ ...base, policy: { ...POLICY, threshold: 0.6 } }).policyBasis).toBe(policyBasis);
});
