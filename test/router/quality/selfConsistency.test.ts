import type { CallResult } from '../../../router/calls/client';
import type { Check } from '../../../router/quality/check';
import { createSelfConsistencyCheck, type SelfConsistencyOptions } from '../../../router/quality/selfConsistency';
import { analyze } from '../../../router/request/analyze';
import type { Message } from '../../../router/request/request';
import { scriptedCall, type ScriptedCall } from '../../support/judge';
import { requestOf, user } from '../../support/requests';
import { answerOf, answers, askOf, fails, modelAt } from '../../support/routing';

const checkOf = (options: Partial<SelfConsistencyOptions> = {}) => createSelfConsistencyCheck({ severity: 'counts', ...options });
const run = (call: ScriptedCall, options: Partial<SelfConsistencyOptions> = {}, answer = 'It is 42.') =>
	checkOf(options).run({ ...askOf(answerOf(answer)), call });
const score = (agreeing: number, usable: number) => ({
	kind: 'score',
	score: agreeing / usable,
	reason: `${agreeing} of ${usable} samples gave the same final answer`,
});

describe('self-consistency', () => {
	// [samples, what each gives (1 agrees, 0 does not), what is asked]
	it.each<[number, string, string]>([
		[2, '1', '1 of 1'],
		[2, '00', '0 of 2'],
		[2, '01', '1 of 2'],
		[3, '11', '2 of 2'],
		[3, '00', '0 of 2'],
		[3, '011', '2 of 3'],
		[3, '100', '1 of 3'],
		[5, '111', '3 of 3'],
		[5, '000', '0 of 3'],
		[5, '01011', '3 of 5'],
		[10, '11111', '5 of 5'],
		[10, '000000', '0 of 6'],
	])('of %i samples, %s: asks no more once it is settled, %s', async (samples, given, expected) => {
		const call = scriptedCall(...[...given].map((one) => (one === '1' ? '42' : '41')));
		expect(await run(call, { samples })).toMatchObject({ kind: 'score', reason: `${expected} samples gave the same final answer` });
		expect(call.sent).toHaveLength(given.length);
	});

	it('settles at the gate’s own threshold', async () => {
		expect(await run(scriptedCall('42', '42', '42', '41'), { samples: 4, acceptFrom: 0.8 })).toEqual(score(3, 4));
		expect(await run(scriptedCall('41'), { samples: 3, acceptFrom: 0.8 })).toEqual(score(0, 1));
		expect(await run(scriptedCall('41'), { samples: 3, acceptFrom: 0 })).toEqual(score(0, 1));
	});

	it('reads the answer in the JSON that was asked for, and asks its samples for that alone', async () => {
		const text = 'Here is the JSON object you have asked me for, with all that is known of the matter:\n{"sure":true,"answer":"Paris"}';
		const responseFormat = { kind: 'json_object' } as const;
		const call = scriptedCall('Paris', 'Paris');
		const request = analyze({ ...requestOf(user('The capital of France?')), responseFormat });
		expect(await checkOf().run({ ...askOf(answerOf(text)), request, call })).toEqual(score(2, 2));
		expect(call.sent.map((sent) => sent.responseFormat)).toEqual([null, null]);
		expect(await run(scriptedCall(), {}, text)).toEqual({ kind: 'not_applicable' });
	});

	it('asks three by default', async () => {
		expect(await run(scriptedCall('41', '42', '42'))).toEqual(score(2, 3));
		expect(checkOf().settings).toEqual({ samples: 3, maxOutputTokens: 256, temperature: 0.7, acceptFrom: 0.5 });
	});

	it('asks the same model the same messages, shortly and with chance, charged as a check', async () => {
		const messages: Message[] = [{ role: 'system', content: 'Count.' }, user('6 × 7?')];
		const call = scriptedCall('42', '42');
		const model = modelAt(3);
		await checkOf({ maxOutputTokens: 99, temperature: 0.9 }).run({
			...askOf(answerOf('42')),
			request: analyze(requestOf(...messages)),
			model,
			call,
		});
		expect(call.purposes).toEqual(['check', 'check']);
		for (const sent of call.sent) {
			expect(sent).toEqual({
				model,
				maxOutputTokens: 99,
				temperature: 0.9,
				responseFormat: null,
				logProbs: false,
				omit: [],
				timeoutMs: 1_000,
				firstByteMs: null,
				messages: [messages[0], user('6 × 7?\n\nGive only the final answer, without explanation.')],
			});
		}
	});

	it('keeps images, and adds a turn where the last is not the user’s', async () => {
		const image = { kind: 'image', url: 'data:x' } as const;
		const asked = async (...messages: Message[]) => {
			const call = scriptedCall('42', '42');
			await checkOf().run({ ...askOf(answerOf('42')), request: analyze(requestOf(...messages)), call });
			return call.sent[0]?.messages;
		};
		const instruction = 'Give only the final answer, without explanation.';
		expect(await asked(user([image]))).toEqual([user([image, { kind: 'text', text: instruction }])]);
		const half: Message = { role: 'assistant', content: 'It is' };
		expect(await asked(user('6 × 7?'), half)).toEqual([user('6 × 7?'), half, user(instruction)]);
	});

	it.each<[string, string | CallResult]>([
		['failed', fails('timeout')],
		['was cut off', answers('4', { finish: 'length' })],
		['has no final answer', '{"a": 1}'],
		['is empty', ' '],
	])('skips a sample that %s', async (_, bad) => {
		expect(await run(scriptedCall(bad, '41', '42'))).toEqual(score(1, 2));
	});

	it('is an error, no zero, where no sample is usable', async () => {
		expect(await run(scriptedCall('', '', fails('timeout', { message: 'SECRET' })))).toEqual({ kind: 'error', reason: 'it was timeout' });
		expect(await run(scriptedCall('', '', ''))).toEqual({ kind: 'error', reason: 'no sample has a final answer' });
	});

	it('leaves out a temperature the model refuses, from then on', async () => {
		const call = scriptedCall(fails('unsupported', { parameter: 'temperature' }), '42', '42');
		expect(await run(call)).toEqual(score(2, 2));
		expect(call.sent.map(({ omit }) => omit)).toEqual([[], ['temperature'], ['temperature']]);
	});

	it('is not applicable to long prose or an answer cut off, before anything is paid', async () => {
		const prose = 'He walked on without a word and thought of nothing but the sea and of home, '.repeat(3);
		expect(await run(scriptedCall(), {}, prose)).toEqual({ kind: 'not_applicable' });
		const cut = { ...askOf(answerOf('It is 4', { finish: 'length' })), call: scriptedCall() };
		expect(await checkOf().run(cut)).toEqual({ kind: 'not_applicable' });
	});

	it('says what the gate must know', () => {
		const facts: Partial<Check> = {
			name: 'Self-Consistency',
			severity: 'must_pass',
			cost: 'calls',
			remedy: 'stronger',
			needsLogProbs: false,
		};
		expect(checkOf({ severity: 'must_pass' })).toMatchObject(facts);
	});
});
