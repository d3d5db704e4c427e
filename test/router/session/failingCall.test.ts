import { failingCallOf } from '../../../router/session/failingCall';
import { user } from '../../support/requests';
import { step } from '../../support/sessions';

const failed = '{"error":"room unknown"}';
const times = (count: number, result = failed) => Array.from({ length: count }, () => step(result)).flat();

describe('a failing tool call', () => {
	it('is one that failed three times with the same arguments, whatever their order and spaces', () => {
		const last = step('Error: no', { args: '{ "b": 2, "a": 1 }' });
		const before = [...step(failed, { args: '{"a":1,"b":2}' }), ...step(failed, { args: '{"b":2,"a":1}' })];
		expect(failingCallOf([user('x'), ...before])).toBeNull();
		expect(failingCallOf([user('x'), ...before, ...last])).toMatch(/^[0-9a-f]{16}$/);
	});

	it.each([
		['other arguments', [...times(2), ...step(failed, { args: '{"q":2}' })]],
		['another tool', [...times(2), ...step(failed, { name: 'other' })]],
		['a success between', [...times(2), ...step('{"ok":true}'), ...times(2)]],
		['another call that works after it', [...times(3), ...step('fine', { args: '{"q":9}' })]],
		['results that only speak of errors', times(3, 'The report lists 3 errors.')],
		['a JSON result without a fault', times(3, '{"error":null,"ok":true,"rows":[]}')],
		['a user turn between', [...times(2), user('try again'), ...times(1)]],
	])('is none with %s', (_, messages) => {
		expect(failingCallOf([user('x'), ...messages])).toBeNull();
	});

	it.each(['Error: x', 'There was an error: "x"', 'TypeError: x', '[{"error":"x"}]', '{"success":false}', 'Traceback (most recent'])(
		'is read from %j',
		(result) => expect(failingCallOf([user('x'), ...times(3, result)])).not.toBeNull(),
	);

	it('is whatever the tool is said to have failed', () => {
		const messages = times(3, 'nothing found').map((message) =>
			message.role === 'tool' ? { ...message, isError: true as const } : message,
		);
		expect(failingCallOf([user('x'), ...messages])).not.toBeNull();
	});

	it('matches results of parallel calls by id, and by order without ids', () => {
		const calls = (ids: [string | null, string | null]) => ({
			role: 'assistant' as const,
			content: '',
			toolCalls: ids.map((id, index) => ({ id, name: `t${String(index)}`, arguments: '{}' })),
		});
		const byId = [
			calls(['a', 'b']),
			{ role: 'tool' as const, content: failed, toolCallId: 'b' },
			{ role: 'tool' as const, content: 'fine', toolCallId: 'a' },
		];
		const byOrder = [calls([null, null]), { role: 'tool' as const, content: 'fine' }, { role: 'tool' as const, content: failed }];
		const hash = failingCallOf([user('x'), ...byId, ...byId, ...byId]);
		expect(hash).not.toBeNull();
		expect(failingCallOf([user('x'), ...byOrder, ...byOrder, ...byOrder])).toBe(hash);
	});
});
