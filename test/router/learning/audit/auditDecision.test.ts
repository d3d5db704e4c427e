import type { CallResult } from '../../../../router/calls/client';
import { afterJudge, auditDecision, type AuditOptions } from '../../../../router/learning/audit/auditDecision';
import { readKeptRequest } from '../../../../router/learning/audit/keptRequest';
import { isWithoutJudge } from '../../../../router/learning/audit/withoutJudge';
import type { RecordedCandidate } from '../../../../router/ledger/record';
import type { ModelSpec } from '../../../../router/registry/model';
import { textOf } from '../../../../router/request/userText';
import { scriptedCall } from '../../../support/judge';
import { answers, failureOf, fails, modelAt } from '../../../support/routing';

const [weak, middle, strong, judge] = [modelAt(0), modelAt(1), modelAt(2), modelAt(9)];
const candidate = ({ id, rank }: ModelSpec): RecordedCandidate => ({
	modelId: id,
	rank,
	price: null,
	limitsKey: id,
	excludedBy: null,
	quality: null,
	prior: null,
	propensity: 0,
});
const says = (better: 'A' | 'B' | 'tie') => JSON.stringify({ reason: 'because', better });
const prompt = JSON.stringify([
	{ role: 'system', content: 'Be brief.' },
	{ role: 'user', content: 'What is 6 times 7?' },
]);

/** `answeredBy`: whose answer is kept. */
async function audit(answeredBy: ModelSpec, script: readonly (string | CallResult)[], over: Partial<AuditOptions> = {}) {
	const request = readKeptRequest(prompt, 0);
	if (request === null) throw new Error('the prompt could not be read');
	const call = scriptedCall(...script);
	const end = await auditDecision({
		decision: {
			id: 'decision',
			tuning: null,
			result: { kind: 'answered', modelId: answeredBy.id, slot: 1 },
			stored: { prompt, answer: 'the kept answer', expiresAtMs: 1 },
		},
		pair: { kind: 'pair', strongest: candidate(strong), weaker: candidate(weak), inclusionProbability: 0.1 },
		request,
		answers: { of: () => null, keep: () => Promise.resolve() },
		call,
		judge,
		modelOf: ({ modelId }) => [weak, middle, strong].find(({ id }) => id === modelId) ?? 'no_credential',
		maxOutputTokens: null,
		timeoutMs: 1_000,
		...over,
	});
	return { end, asked: call.sent.map(({ model }) => model.id), sent: call.sent, purposes: call.purposes };
}

describe('an audit', () => {
	it('asks the strongest where the weaker one has answered, with the same messages and no limit', async () => {
		const { asked, sent, purposes } = await audit(weak, ['42', says('tie'), says('tie')]);
		expect(asked).toEqual([strong.id, judge.id, judge.id]);
		expect(purposes).toEqual(['shadow', 'shadow', 'shadow']);
		expect(sent[0]).toMatchObject({ messages: JSON.parse(prompt), maxOutputTokens: null, temperature: null });
	});

	it('asks the weaker one where the strongest has answered, and both where another has', async () => {
		expect((await audit(strong, ['42', says('tie'), says('tie')])).asked).toEqual([weak.id, judge.id, judge.id]);
		expect((await audit(middle, ['42', '43', says('tie'), says('tie')])).asked).toEqual([strong.id, weak.id, judge.id, judge.id]);
	});

	it('shows the judge both answers, first the weaker one and then the other way round, and no model by name', async () => {
		const { sent } = await audit(weak, ['the shadow answer', says('tie'), says('tie')]);
		const [first, second] = [sent[1], sent[2]].map((request) => request?.messages.slice(1).map(textOf).join('') ?? '');
		expect(first).toContain('"answerA":"the kept answer","answerB":"the shadow answer"');
		expect(second).toContain('"answerA":"the shadow answer","answerB":"the kept answer"');
		expect(first).toContain('What is 6 times 7?');
		for (const { temperature, responseFormat, messages } of [sent[1], sent[2]].flatMap((one) => one ?? [])) {
			expect(temperature).toBe(0);
			expect(responseFormat).toMatchObject({ kind: 'json_schema' });
			expect(JSON.stringify(messages)).not.toMatch(/p\d\/m/);
		}
	});

	// Weaker first: A is the weaker one. Then the other way round: B is.
	it.each([
		['better both times', 'A', 'B', 1],
		['as good both times', 'tie', 'tie', 1],
		['better once and as good once', 'A', 'tie', 1],
		['worse both times', 'B', 'A', 0],
		['always the first one better', 'A', 'A', 0.5],
		['always the second one better', 'B', 'B', 0.5],
		['worse once and as good once', 'B', 'tie', 0.5],
	] as const)('of an answer that is %s', async (_, first, second, score) => {
		const { end } = await audit(weak, ['42', says(first), says(second)]);
		expect(end).toEqual({ kind: 'compared', score, judge: 'p9/m compare-1', because: null });
	});

	it('takes no weaker model for as good because the strongest is wrongly set up', async () => {
		expect((await audit(weak, [fails('bad_request')])).end).toEqual({
			kind: 'left',
			because: 'bad_request',
			at: 'model',
			modelId: strong.id,
		});
		expect((await audit(strong, [fails('bad_request')])).end).toEqual({
			kind: 'compared',
			score: 0,
			judge: 'none/bad_request',
			because: 'bad_request',
		});
	});

	it.each(['content_policy', 'context_too_long', 'truncated'] as const)(
		'needs no judge where a model can never answer: %s',
		async (kind) => {
			const strongest = await audit(weak, [fails(kind)]);
			expect(strongest.end).toEqual({ kind: 'compared', score: 1, judge: `none/${kind}`, because: kind });
			const weaker = await audit(strong, [fails(kind)]);
			expect(weaker.end).toEqual({ kind: 'compared', score: 0, judge: `none/${kind}`, because: kind });
			expect([isWithoutJudge(`none/${kind}`), isWithoutJudge('p9/m compare-1'), isWithoutJudge(null)]).toEqual([true, false, false]);
		},
	);

	it.each(['rate_limited', 'timeout', 'overloaded', 'server_error', 'auth', 'quota_exhausted', 'cancelled'] as const)(
		'is left for another time after %s',
		async (kind) => {
			expect((await audit(weak, [fails(kind)])).end).toEqual({ kind: 'left', because: kind, at: 'model', modelId: strong.id });
			expect((await audit(weak, ['42', fails(kind)])).end).toEqual({ kind: 'left', because: kind, at: 'judge', modelId: judge.id });
		},
	);

	it.each([
		['over_budget', 'budget'],
		['full', 'no_place'],
		['too_late', 'no_time'],
	] as const)('is left where a call did not leave (%s)', async (notSent, because) => {
		const unsent = fails('bad_request', { notSent });
		expect((await audit(weak, [unsent])).end).toMatchObject({ kind: 'left', because });
		expect((await audit(weak, ['42', says('A'), unsent])).end).toMatchObject({ kind: 'left', because, at: 'judge' });
	});

	it('counts a call that no minute has room for as one that can never be made', async () => {
		expect((await audit(strong, [fails('bad_request', { notSent: 'never_fits' })])).end).toMatchObject({
			kind: 'compared',
			score: 0,
			judge: 'none/never_fits',
		});
	});

	it('is worse where the judge gives up for good, but not where something may pass or a model stood in the way', async () => {
		const ends = async (...script: readonly (string | CallResult)[]) => afterJudge((await audit(weak, script)).end);
		for (const kind of ['content_policy', 'context_too_long', 'bad_request', 'truncated'] as const) {
			expect(await ends('42', fails(kind))).toEqual({ kind: 'compared', score: 0, judge: 'none/judge', because: kind });
		}
		expect(await ends('42', 'A is better', 'A is better')).toMatchObject({ score: 0, judge: 'none/judge', because: 'judge_unreadable' });
		expect(await ends('42', fails('bad_request', { notSent: 'never_fits' }))).toMatchObject({
			score: 0,
			judge: 'none/judge',
			because: 'never_fits',
		});
		for (const kind of [
			'rate_limited',
			'timeout',
			'overloaded',
			'server_error',
			'invalid_response',
			'auth',
			'quota_exhausted',
			'unsupported',
			'model_not_found',
			'cancelled',
		] as const) {
			expect(await ends('42', fails(kind), fails(kind))).toBeNull();
		}
		for (const notSent of ['over_budget', 'full', 'too_late'] as const)
			expect(await ends('42', fails('bad_request', { notSent }))).toBeNull();
		expect(await ends(fails('bad_request'))).toBeNull();
		expect(await ends('42', says('A'), says('B'))).toBeNull();
		expect(isWithoutJudge('none/judge')).toBe(true);
	});

	it('asks a judge again whose reply cannot be read, once', async () => {
		expect((await audit(weak, ['42', 'A is better', says('A'), says('B')])).end).toMatchObject({ kind: 'compared', score: 1 });
		expect((await audit(weak, ['42', 'A is better', '{"better":"C"}'])).end).toEqual({
			kind: 'left',
			because: 'judge_unreadable',
			at: 'judge',
			modelId: judge.id,
		});
	});

	it('compares no answer that the limit of a budget has cut off', async () => {
		const cut = answers('The answer is for', { finish: 'length' });
		expect((await audit(weak, [cut], { maxOutputTokens: 4 })).end).toMatchObject({ kind: 'left', because: 'cut_off' });
		expect((await audit(weak, [fails('truncated')], { maxOutputTokens: 4 })).end).toMatchObject({ kind: 'left', because: 'cut_off' });
		expect((await audit(weak, [cut, says('A'), says('B')])).end).toMatchObject({ kind: 'compared' });
	});

	it('is left where a model cannot be called from here', async () => {
		expect((await audit(weak, [], { modelOf: () => 'no_credential' })).end).toEqual({
			kind: 'left',
			because: 'no_credential',
			at: 'model',
			modelId: strong.id,
		});
	});

	it('leaves out what a model refuses, and goes on', async () => {
		const refused: CallResult = { ok: false, failure: failureOf('unsupported', { parameter: 'temperature' }), usage: null, limits: null };
		expect((await audit(weak, ['42', refused, says('A'), says('B')])).end).toMatchObject({ kind: 'compared', score: 1 });
	});
});

describe('a kept prompt', () => {
	it('is read back as it was written, images too', () => {
		const messages = [
			{
				role: 'user',
				content: [
					{ kind: 'text', text: 'What is this?' },
					{ kind: 'image', url: 'data:image/png;base64,AA==' },
				],
			},
		];
		expect(readKeptRequest(JSON.stringify(messages), 9)).toMatchObject({ request: { messages, roomTokens: 9 }, needs: { vision: true } });
	});

	it.each(['', 'no JSON', '[]', '[{"role":"tool","content":"x"}]', '{"role":"user"}'])('that is something else is not read: %s', (text) => {
		expect(readKeptRequest(text, 9)).toBeNull();
	});
});
