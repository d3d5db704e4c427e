import { hashOf, openMemory } from '../../../nodes/LlmRouterChatModel/memory';
import type { Answer } from '../../../router/calls/client';
import { answerOf } from '../../support/routing';

type Store = Record<string, unknown>;
const agent = { name: 'Agent', runIndex: 0 };

/** The node's memory as it is handed out for one step, over what n8n keeps of the execution. */
function open(store: unknown, asker = agent) {
	return openMemory({ getContext: () => store, getExecutionId: () => 'e1' } as never, asker);
}

const calling = (id: string): Answer => answerOf('Let me see', { toolCalls: [{ id, name: 'look', arguments: '{"q":1}' }] });
const saved = (store: Store): Store => JSON.parse(JSON.stringify(store)) as Store;

describe('the budget of an execution', () => {
	it('is one for all steps, whoever asks', async () => {
		const store: Store = {};
		const [one, other] = [open(store).budget(100), open(store, { name: 'Chain', runIndex: 2 }).budget(100)];
		expect((await one.reserve(80)).kind).toBe('reserved');
		expect((await other.reserve(80)).kind).toBe('refused');
	});

	it('goes on from what was spent where n8n has saved the execution and read it back', async () => {
		const store: Store = {};
		const memory = open(store);
		const held = await memory.budget(100).reserve(80);
		if (held.kind === 'reserved') held.reservation.settle(60);
		memory.keepSpent();
		expect(open(saved(store)).budget(100).unspent()).toBe(40);
	});

	it('is another one for another execution', async () => {
		await open({}).budget(100).reserve(80);
		expect((await open({}).budget(100).reserve(80)).kind).toBe('reserved');
	});
});

describe('a step that called tools', () => {
	const place = 'hash:0';

	/** It was asked, its tools have run, and the model is handed out again. */
	function followed(store: Store): Store {
		open(store).calls.keep(place, calling('c1'));
		open(store).calls.followed(['c1']);
		return store;
	}

	it('is given again at a later handing out, as it was and paid', () => {
		const again = open(followed({})).calls.replay(place);
		expect(again).toMatchObject({ text: 'Let me see', toolCalls: [{ id: 'c1', name: 'look', arguments: '{"q":1}' }], usage: null });
		expect(open(saved(followed({}))).calls.replay(place)?.toolCalls).toHaveLength(1);
	});

	it('is asked again where no result of its tools came in', () => {
		const store: Store = {};
		open(store).calls.keep(place, calling('c1'));
		expect(open(store).calls.replay(place)).toBeNull();
		open(store).calls.followed(['c2']);
		expect(open(store).calls.replay(place)).toBeNull();
	});

	it('is no replay within one handing out', () => {
		const { calls } = open({});
		calls.keep(place, calling('c1'));
		calls.followed(['c1']);
		expect(calls.replay(place)).toBeNull();
	});

	it('is no replay in another run of the asker, nor for another asker', () => {
		const store = followed({});
		expect(open(store, { ...agent, runIndex: 1 }).calls.replay(place)).toBeNull();
		expect(open(store, { name: 'Other', runIndex: 0 }).calls.replay(place)).toBeNull();
		expect(open(store).calls.replay('hash:1')).toBeNull();
	});

	it('is a turn of the whole execution, as it was given', () => {
		const store = followed({});
		expect(open(store, { name: 'Other', runIndex: 3 }).calls.turns()).toMatchObject([{ role: 'assistant', content: 'Let me see' }]);
	});

	it('brings back what its provider wants again', () => {
		const store: Store = {};
		const carried = { providerId: 'p', apiModel: 'm', fields: { reasoning_content: 'hm' } };
		open(store).calls.keep(place, { ...calling('c1'), carried, reasoning: 'hm' });
		open(store).calls.followed(['c1']);
		expect(open(saved(store)).calls.replay(place)).toMatchObject({ carried, reasoning: 'hm' });
	});
});

it('an answer without tool calls is not kept', () => {
	const store: Store = {};
	open(store).calls.keep('hash:0', answerOf('done'));
	expect(JSON.stringify(store)).not.toContain('done');
});

it('counts equal requests, anew at each handing out', () => {
	const store: Store = {};
	const { calls } = open(store);
	expect([calls.occurrence('a'), calls.occurrence('a'), calls.occurrence('b')]).toEqual([0, 1, 0]);
	expect(open(store).calls.occurrence('a')).toBe(0);
});

it('adds sums up over all steps', () => {
	const store: Store = {};
	open(store).add({ calls: 1, input: 10 });
	expect(open(saved(store)).add({ calls: 1, input: 5, output: 2 })).toEqual({ calls: 2, input: 15, output: 2 });
});

it('says once that a hint is news, and keeps no text of it', () => {
	const store: Store = {};
	expect([open(store).isNews('one hint'), open(saved(store)).isNews('one hint'), open(store).isNews('other')]).toEqual([true, false, true]);
	expect(JSON.stringify(store)).not.toContain('one hint');
});

it('keeps the state of a session', () => {
	const store: Store = {};
	expect(open(store).session('k')).toBeNull();
	expect(open(store).session('toString')).toBeNull();
	open(store).keepSession('k', { a: 1 });
	expect(open(saved(store)).session('k')).toEqual({ a: 1 });
});

it.each([
	['is no object', 'text'],
	['is a list', []],
	['is not there', undefined],
	['has parts of another kind', { sums: 7, sessions: [], told: 'x', calls: null, spentNanoUsd: 'much', verdicts: 1 }],
	[
		'has steps that cannot be read',
		{ calls: { 'Agent:0': { answered: { 'hash:0': { ids: 'c1' }, 'hash:1': null }, followed: { c1: true } } } },
	],
])('works over a context that %s', (_, store) => {
	const memory = open(store);
	expect(memory.calls.replay('hash:0')).toBeNull();
	expect(memory.calls.turns()).toEqual([]);
	expect(memory.add({ calls: 1 })).toMatchObject({ calls: 1 });
	expect(memory.budget(100).unspent()).toBe(100);
	expect(memory.session('k')).toBeNull();
});

it('is gone after the step where n8n has no context', () => {
	const ctx = { getExecutionId: () => 'e1' } as never;
	openMemory(ctx, agent).add({ calls: 1 });
	expect(openMemory(ctx, agent).add({ calls: 1 })).toEqual({ calls: 1 });
});

it('hashes texts apart from one another', () => {
	expect(hashOf('ab', 'c')).not.toBe(hashOf('a', 'bc'));
	expect(hashOf('a')).toBe(hashOf('a'));
});
