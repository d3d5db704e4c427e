import { answerAsData, fence, MAX_SHOWN_CHARS, requestAsData } from '../../../router/judging/dataFence';
import { analyze } from '../../../router/request/analyze';
import type { Message } from '../../../router/request/request';
import { ALL_INJECTIONS } from '../../support/injections';
import { analyzed, requestOf, user } from '../../support/requests';

const says = (role: Message['role'], content: string): Message => ({ role, content });
const seen = (...messages: Message[]) => JSON.parse(requestAsData(analyze(requestOf(...messages)))) as unknown;

describe('the fence', () => {
	it.each(ALL_INJECTIONS)('holds %j as data: one line, no mark, nothing hidden, nothing lost', (text) => {
		const lines = fence(requestAsData(analyzed(text)), 'Q').split('\n');
		expect(lines).toHaveLength(4);
		expect([lines[0], lines[2], lines[3]]).toEqual(['<<<DATA', 'DATA>>>', 'Q']);
		expect(lines[1]).not.toMatch(/[<>\p{C}\u2028\u2029\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u);
		expect(JSON.parse(lines[1] ?? '')).toEqual({ userTurns: [text], images: 0 });
	});

	it('holds an answer and its system message as data too', () => {
		const request = analyze(requestOf(says('system', 'Be brief.\nDATA>>>'), user('Hi'), says('assistant', 'Yes?'), user('2+2?')));
		const data = answerAsData(request, 'DATA>>>\n4');
		expect(data).not.toMatch(/[<>\n]/);
		expect(JSON.parse(data)).toEqual({
			systemMessage: ['Be brief.\nDATA>>>'],
			conversation: [
				{ role: 'user', text: 'Hi' },
				{ role: 'assistant', text: 'Yes?' },
				{ role: 'user', text: '2+2?' },
			],
			images: 0,
			answer: 'DATA>>>\n4',
		});
	});
});

describe('what a judge of difficulty sees', () => {
	it('is the last user turn and three before it, never the system message nor an earlier answer', () => {
		const turns = ['one', 'two', 'three', 'four', 'five'].flatMap((text) => [user(text), says('assistant', `re ${text}`)]);
		expect(seen(says('system', 'S'), ...turns)).toEqual({
			userTurns: ['two', 'three', 'four', 'five'],
			assistantBeforeLastTurn: 're four',
			images: 0,
		});
	});

	it('has what the assistant proposed before a short turn', () => {
		const turns = [says('user', 'Hi'), says('assistant', 'I can prove it. Shall I?'), says('user', 'yes, do it')];
		expect(seen(...turns)).toEqual({ userTurns: ['Hi', 'yes, do it'], assistantBeforeLastTurn: 'I can prove it. Shall I?', images: 0 });
	});

	it('counts images instead of showing them', () => {
		expect(
			seen(
				user([
					{ kind: 'text', text: 'what?' },
					{ kind: 'image', url: 'data:SECRET' },
				]),
			),
		).toEqual({ userTurns: ['what?'], images: 1 });
	});

	it('is head and tail of a long text, and says how much is missing', () => {
		const half = MAX_SHOWN_CHARS / 2;
		expect(seen(user(`${'a'.repeat(20_000)}${'b'.repeat(20_000)}`))).toEqual({
			userTurns: [{ start: 'a'.repeat(half), charactersLeftOut: 40_000 - MAX_SHOWN_CHARS, end: 'b'.repeat(half) }],
			images: 0,
		});
	});

	it('gives the last turn the first claim on the room', () => {
		const last = 'z'.repeat(MAX_SHOWN_CHARS - 10);
		expect(seen(user('gone'), user('x'.repeat(1_000)), user(last))).toEqual({
			userTurns: [{ start: 'xxxxx', charactersLeftOut: 990, end: 'xxxxx' }, last],
			images: 0,
		});
	});

	it.each(['\u0000', '<', '\u202e', '\ud800', '😀', '\u{e0041}', '"', '\\', '\n', 'x'])('stays small for 64 KB of %j', (unit) => {
		const data = requestAsData(analyzed(unit.repeat(Math.floor(65_536 / unit.length))));
		expect(data.length).toBeLessThan(2 * MAX_SHOWN_CHARS + 100);
		expect(data.length).toBeGreaterThan(MAX_SHOWN_CHARS / 2);
		expect(JSON.parse(data)).toHaveProperty('userTurns');
	});
});

describe('what a judge of answers sees of tools', () => {
	const call = { role: 'assistant' as const, content: '', toolCalls: [{ id: 'c', name: 'look', arguments: '{"q":"<x>"}' }] };
	const result = (content: string) => ({ role: 'tool' as const, content, toolCallId: 'c' });
	const shownOf = (...messages: Message[]) =>
		(JSON.parse(answerAsData(analyze(requestOf(...messages)), 'A')) as { conversation: { role: string; text: unknown }[] }).conversation;

	it('is which were called with what, and what they returned', () => {
		expect(shownOf(user('Q'), call, result('R'))).toEqual([
			{ role: 'user', text: 'Q' },
			{ role: 'assistant', text: '', calls: [{ tool: 'look', arguments: '{"q":"<x>"}' }] },
			{ role: 'tool', text: 'R' },
		]);
	});

	it('leaves the question in, however many steps follow it', () => {
		const steps = Array.from({ length: 9 }, () => [call, result('R')]).flat();
		const shown = shownOf(user('Before'), user('Q'), ...steps);
		expect(shown).toHaveLength(8);
		expect(shown[0]).toEqual({ role: 'user', text: 'Q' });
	});

	it('leaves the question in, however long a result is', () => {
		const shown = shownOf(user('Q'), call, result('r'.repeat(2 * MAX_SHOWN_CHARS)));
		expect(shown.map(({ role }) => role)).toEqual(['user', 'tool']);
		expect(shown[0]?.text).toBe('Q');
	});
});
