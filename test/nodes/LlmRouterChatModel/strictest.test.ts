import { strictestOf } from '../../../nodes/LlmRouterChatModel/strictest';
import type { ReadyItem } from '../../../nodes/RouteLlmRequest/prepare';
import { ladderOf } from '../../support/requests';

const models = ladderOf(3);
const [weak, mid, strong] = ['p/m0', 'p/m1', 'p/m2'];

interface Item {
	readonly floor?: string | undefined;
	readonly bypass?: object;
	readonly key?: string;
	readonly subject?: string;
	readonly problem?: object;
	readonly allowed?: readonly (string | undefined)[];
	readonly allowedProblem?: string;
}

function item({ floor, bypass, key, subject, problem, allowed, allowedProblem }: Item = {}): ReadyItem {
	const made = {
		settings: {
			policy: { floor: floor ?? null, threshold: 0.5 },
			bypass: bypass ?? { kind: 'none', definition: null },
			problem: problem ?? null,
			keep: { budgetKey: key === undefined ? null : { hash: key, text: null }, subjectKey: subject ?? null },
		},
		allowedFor:
			allowedProblem === undefined
				? { kind: 'set', allowed: allowed === undefined ? null : new Set(allowed) }
				: { kind: 'problem', reason: allowedProblem, message: allowedProblem },
	};
	return made as never;
}

const of = (items: readonly ReadyItem[], { base = item(), left = {} }: { base?: ReadyItem; left?: Record<string, number> } = {}) =>
	strictestOf({ items, base, models, leftOf: (hash) => left[hash ?? 'nobody'] ?? null });

describe('what holds for a request that may be about any of several items', () => {
	it('is only models that all allow', () => {
		const { allowedFor } = of([item({ allowed: [weak, mid] }), item(), item({ allowed: [mid, strong] })]);
		expect(allowedFor).toEqual({ kind: 'set', allowed: new Set([mid]) });
		expect(of([item(), item()]).allowedFor).toEqual({ kind: 'set', allowed: null });
	});

	it('is nobody where they have no model in common, or one of them allows nobody', () => {
		expect(of([item({ allowed: [weak] }), item({ allowed: [mid] })]).allowedFor).toMatchObject({ kind: 'problem' });
		expect(of([item(), item({ allowedProblem: 'names nothing' })]).allowedFor).toMatchObject({ reason: 'names nothing' });
	});

	it('is the highest floor', () => {
		expect(of([item({ floor: weak }), item({ floor: strong }), item({ floor: mid }), item()]).settings.policy.floor).toBe(strong);
		expect(of([item(), item()]).settings.policy.floor).toBeNull();
	});

	it('is the strongest where one of them demands it, over a model fixed for all', () => {
		const fixed = item({ bypass: { kind: 'fixed', modelId: weak, definition: null } });
		const critical = item({ bypass: { kind: 'strongest', because: 'unclear', definition: null } });
		expect(of([fixed, critical], { base: fixed }).settings.bypass).toMatchObject({ kind: 'strongest', because: 'unclear' });
		expect(of([fixed, fixed], { base: fixed }).settings.bypass).toMatchObject({ kind: 'fixed', modelId: weak });
	});

	it('is no model that is fixed for some of them only', () => {
		const fixed = (modelId: string | undefined) => item({ bypass: { kind: 'fixed', modelId, definition: null } });
		expect(of([fixed(weak), fixed(mid)]).settings.bypass.kind).toBe('none');
	});

	it('is the problem of one of them', () => {
		const problem = { reason: 'Never Below names no model', message: 'so it does' };
		expect(of([item(), item({ problem })]).settings.problem).toEqual(problem);
		expect(of([item(), item()]).settings.problem).toBeNull();
	});

	it('is the emptiest budget', () => {
		const keyed = [item({ key: 'ann' }), item({ key: 'bob' }), item({ key: 'cid' })];
		expect(of(keyed, { left: { ann: 5, bob: 1, cid: 3 } }).settings.keep.budgetKey).toMatchObject({ hash: 'bob' });
		expect(of([item({ key: 'ann' }), item()], { left: { ann: 5, nobody: 1 } }).settings.keep.budgetKey).toBeNull();
	});

	it('is a budget key only of all of them where nothing tells them apart', () => {
		const keyed = [item({ key: 'ann' }), item({ key: 'bob' })];
		expect(of(keyed).settings.keep.budgetKey).toBeNull();
		expect(of(keyed, { left: { ann: 5, bob: 5 } }).settings.keep.budgetKey).toBeNull();
		expect(of([item({ key: 'ann' }), item({ key: 'ann' })]).settings.keep.budgetKey).toMatchObject({ hash: 'ann' });
	});

	it("is nobody's subject key", () => {
		expect(of([item({ subject: 'ann' }), item({ subject: 'bob' })]).settings.keep.subjectKey).toBeNull();
	});
});
