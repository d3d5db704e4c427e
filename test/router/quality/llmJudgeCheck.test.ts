import type { CallResult } from '../../../router/calls/client';
import { createLlmJudgeCheck } from '../../../router/quality/llmJudgeCheck';
import { asSaid, scoreReply, scriptedCall } from '../../support/judge';
import { answerOf, askOf, fails, modelAt } from '../../support/routing';

const judge = modelAt(5);
const check = createLlmJudgeCheck({ severity: 'counts', judge, criteria: 'Be strict.', timeoutMs: 7_000, clean: asSaid });
const run = (call = scriptedCall(), text = 'an answer') => check.run({ ...askOf(answerOf(text)), call });

describe('the LLM judge check', () => {
	it('scores by the judge’s verdict, quoting it apart', async () => {
		expect(await run(scriptedCall(scoreReply(0.3, 'SECRET is wrong')))).toEqual({
			kind: 'score',
			score: 0.3,
			reason: 'the judge gave it 0.30',
			quote: 'SECRET is wrong',
		});
		expect(await run(scriptedCall(scoreReply(1, '')))).toEqual({ kind: 'score', score: 1, reason: 'the judge gave it 1.00' });
	});

	it('asks the judge, charged as a check, with the criteria and its own timeout', async () => {
		const call = scriptedCall(scoreReply(1));
		await run(call, 'THE ANSWER');
		expect(call.purposes).toEqual(['check']);
		expect(call.sent[0]).toMatchObject({
			model: judge,
			temperature: 0,
			timeoutMs: 7_000,
			responseFormat: { kind: 'json_schema', schema: { required: ['reason', 'score'], additionalProperties: false } },
		});
		expect(call.sent[0]?.messages[0]?.content).toContain('Be strict.');
		expect(call.sent[0]?.messages[1]?.content).toContain('"answer":"THE ANSWER"');
	});

	it.each<[string, string | CallResult, string]>([
		['fails', fails('overloaded', { message: 'SECRET' }), 'it was overloaded'],
		['talks', 'Good!', 'its reply could not be read'],
		['goes above 1', scoreReply(1.5), 'its reply could not be read'],
		['goes below 0', scoreReply(-1), 'its reply could not be read'],
		['gives a tier', JSON.stringify({ tier: 0, confidence: 1, reason: '' }), 'its reply could not be read'],
	])('is an error, no zero, where the judge %s', async (_, reply, reason) => {
		expect(await run(scriptedCall(reply))).toEqual({ kind: 'error', reason });
	});

	it('reads a score as text, per cent, or with an extra key', async () => {
		for (const score of [0.85, '0.85', 85, '85%']) {
			const reply = JSON.stringify({ score, reason: 'good', accepted: true });
			expect(await run(scriptedCall(reply))).toMatchObject({ kind: 'score', score: 0.85, quote: 'good' });
		}
	});

	it('tells of a judge that has never given a verdict', async () => {
		const silent = createLlmJudgeCheck({ severity: 'counts', judge, criteria: '', timeoutMs: 7_000, clean: asSaid });
		const judging = (...script: (string | CallResult)[]) => silent.run({ ...askOf(answerOf('an answer')), call: scriptedCall(...script) });
		expect(silent.notices?.()).toEqual([]);
		await judging('Good!');
		await judging(fails('timeout', { summary: 'Acme did not answer in time' }));
		await judging('Bad!');
		expect(silent.notices?.()).toEqual([
			expect.stringMatching(/^The judge p5\/m .* no verdict at all for 3 requests \(its reply could not be read\)/),
		]);
		await judging(scoreReply(1));
		expect(silent.notices?.()).toEqual([]);
	});

	it('asks nobody about an answer without words', async () => {
		expect(await run(scriptedCall(), ' \n')).toEqual({ kind: 'not_applicable' });
	});

	it('says what the gate and the policy hash must know', () => {
		expect(check).toMatchObject({
			name: 'LLM Judge',
			severity: 'counts',
			cost: 'calls',
			remedy: 'stronger',
			needsLogProbs: false,
			settings: { judge: judge.id, criteria: 'Be strict.', timeoutMs: 7_000, prompt: 'judge-1' },
		});
	});
});
