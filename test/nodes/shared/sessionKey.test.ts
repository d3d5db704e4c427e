import { budgetKeyHash } from '../../../nodes/shared/budgetKey';
import { sessionKeyHash } from '../../../nodes/shared/sessionKey';

const instance = { getInstanceId: () => 'this n8n' };
const hash = (routerId = 'workflow:node', text = 'chat 4711', of = instance) => sessionKeyHash(of, routerId, text);

it('is the same in every worker of one n8n, and tells nothing', () => {
	expect(hash()).toBe(hash());
	expect(hash()).toMatch(/^[0-9a-f]{32}$/);
});

it('is another one for another n8n, router, conversation or purpose', () => {
	const others = [
		hash(),
		hash('workflow:other'),
		hash('workflow:node', 'chat 4712'),
		hash('workflow:node', 'chat 4711', { getInstanceId: () => 'another n8n' }),
		hash('workflow:node\n', '4711'),
		hash('workflow:node', '\n4711'),
		budgetKeyHash(instance, 'chat 4711'),
		budgetKeyHash(instance, JSON.stringify(['workflow:node', 'chat 4711'])),
	];
	expect(new Set(others).size).toBe(others.length);
});

// A hash that changed would begin every budget and every conversation anew.
it('stays what it is from version to version', () => {
	expect(hash()).toBe('3e96ea918fc557a5101d726f4bd370c2');
	expect(budgetKeyHash(instance, 'chat 4711')).toBe('ec3e68742e4a5a2480c9f3282f5fd580');
});
