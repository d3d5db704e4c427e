import { keptTurn, withKeptTurns } from '../../../adapters/langchain/keptTurns';
import type { Message } from '../../../router/request/request';

const carried = { providerId: 'p', apiModel: 'm', fields: {} };
const calls = ['a', 'b'].map((id) => ({ id, name: `tool_${id}`, arguments: `{"q":"${id}"}` }));
const TURN = keptTurn({ text: 'Let me see', toolCalls: calls, carried });
const kept = TURN === null ? [] : [TURN];

const ask: Message = { role: 'user', content: 'A' };
const piece = (id: string): Message => ({
	role: 'assistant',
	content: '',
	toolCalls: [{ id, name: 'n', arguments: '{"q":"x","id":"x"}' }],
});
const result = (id: string): Message => ({ role: 'tool', content: 'found', toolCallId: id });

it('puts a turn together that came back in pieces, with all it had', () => {
	expect(withKeptTurns([ask, piece('a'), result('a'), piece('b'), result('b')], kept)).toEqual([
		ask,
		{ role: 'assistant', content: 'Let me see', toolCalls: calls, carried },
		result('a'),
		result('b'),
	]);
});

it('leaves a call out that has no result', () => {
	const [, turn] = withKeptTurns([ask, piece('b'), result('b')], kept);
	expect(turn?.toolCalls).toEqual([calls[1]]);
});

it('leaves alone what was not kept', () => {
	const others: readonly Message[] = [ask, piece('z'), result('z'), { role: 'assistant', content: 'Done' }];
	expect(withKeptTurns(others, kept)).toEqual(others);
	expect(withKeptTurns(others, [])).toBe(others);
});

it('keeps only turns with calls', () => {
	expect(keptTurn({ text: 'Hi', toolCalls: [] })).toBeNull();
});
