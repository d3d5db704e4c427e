import type { CallResult } from '../../../router/calls/client';
import { createRedactor } from '../../../router/calls/redact';
import { VERDICT_TOKENS } from '../../../router/judging/askJudge';
import { judgeTier, tierSystemPrompt } from '../../../router/judging/judgeTier';
import { TIERS } from '../../../router/judging/tiers';
import { asSaid, scriptedCall, tierReply, type ScriptedCall } from '../../support/judge';
import { analyzed } from '../../support/requests';
import { answers, fails, modelAt } from '../../support/routing';

const judge = modelAt(7);
const ask = (call: ScriptedCall, criteria = '') =>
	judgeTier({ call, purpose: 'judge', model: judge, request: analyzed('Why is the sky blue?'), criteria, timeoutMs: 9_000, clean: asSaid });
const after = async (...script: (string | CallResult)[]) => ask(scriptedCall(...script));

const UNPARSEABLE = { kind: 'failed', why: 'its reply could not be read' };
const GOOD = { kind: 'verdict', tier: 3, confidence: 0.9, reason: 'a proof' };
const reply = tierReply(3, 0.9, 'a proof');
const refuses = (parameter: string | null) => fails('unsupported', { parameter, httpStatus: 400 });

describe('what the judge of difficulty is asked', () => {
	it('is one short, cold call with a strict schema, charged as asked', async () => {
		const call = scriptedCall(reply);
		await ask(call);
		expect(call.purposes).toEqual(['judge']);
		expect(call.sent[0]).toMatchObject({
			model: judge,
			temperature: 0,
			maxOutputTokens: VERDICT_TOKENS,
			timeoutMs: 9_000,
			omit: [],
			logProbs: false,
		});
		expect(call.sent[0]?.responseFormat).toMatchObject({
			kind: 'json_schema',
			schema: { additionalProperties: false, required: ['reason', 'tier', 'confidence'] },
		});
	});

	it('tells the tiers, and the owner’s words in the system prompt only', async () => {
		const call = scriptedCall(reply);
		await ask(call, 'Refunds are hard.');
		const [system, user] = call.sent[0]?.messages ?? [];
		for (const { name } of Object.values(TIERS)) expect(system?.content).toContain(name);
		expect([system?.role, user?.role]).toEqual(['system', 'user']);
		expect(system?.content).toContain('Refunds are hard.');
		expect(user?.content).not.toContain('Refunds');
		expect(tierSystemPrompt('  ')).toBe(tierSystemPrompt(''));
	});
});

describe('what the judge may reply', () => {
	it.each([
		['the object', reply],
		['with space around', `\n  ${reply} \n`],
		['one fenced block', `\`\`\`json\n${reply}\n\`\`\``],
		['a fence without a name', `\`\`\`\n${reply}\n\`\`\``],
		['an extra key', JSON.stringify({ reason: 'a proof', tier: 3, confidence: 0.9, thoughts: ['long'] })],
		['a tier as text', JSON.stringify({ reason: 'a proof', tier: '3', confidence: 0.9 })],
		['a tier by its name', JSON.stringify({ reason: 'a proof', tier: 'Hard', confidence: 0.9 })],
		['a tier by number and name', JSON.stringify({ reason: 'a proof', tier: '3 hard', confidence: 0.9 })],
		['confidence per cent', tierReply(3, 90, 'a proof')],
		['confidence per cent, as text', JSON.stringify({ reason: 'a proof', tier: 3, confidence: '90 %' })],
		['confidence as text', JSON.stringify({ reason: 'a proof', tier: 3, confidence: '0.9' })],
	])('%s', async (_, text) => {
		expect(await after(text)).toEqual(GOOD);
	});

	it.each([
		['nothing', ''],
		['prose', 'It is easy.'],
		['prose before', `Sure: ${reply}`],
		['prose after', `${reply} Done.`],
		['prose beside a fence', `Here:\n\`\`\`json\n${reply}\n\`\`\``],
		['two objects', `${reply}${reply}`],
		['two objects on lines', `${reply}\n${reply}`],
		['two fences', `\`\`\`json\n${reply}\n\`\`\`\n\`\`\`json\n${reply}\n\`\`\``],
		['another fence', `\`\`\`python\n${reply}\n\`\`\``],
		['a fence that does not end', `\`\`\`json\n${reply}`],
		['a fence that ends in other marks', `\`\`\`json\n${reply}\n~~~`],
		['a list', `[${reply}]`],
		['null', 'null'],
		['a key missing', JSON.stringify({ tier: 0, reason: '' })],
		['a tier beyond', tierReply(5)],
		['a tier below', tierReply(-1)],
		['half a tier', tierReply(1.5)],
		['a tier by a name nobody has given it', JSON.stringify({ tier: 'simple', confidence: 1, reason: '' })],
		['more than sure', tierReply(0, 1.01)],
		['9 of 10, or 9 per cent', tierReply(0, 9)],
		['more than 100 per cent', tierReply(0, 101)],
		['less than unsure', tierReply(0, -0.1)],
		['a web page', '<html><body>tier 0</body></html>'],
		['JSON cut off', reply.slice(0, -2)],
	])('not: %s', async (_, text) => {
		expect(await after(text)).toEqual(UNPARSEABLE);
	});

	it('nothing in its own words', async () => {
		expect(await after(JSON.stringify({ tier: 3, confidence: 0.9 }))).toEqual({ ...GOOD, reason: '' });
	});

	it('a key in its own words, which goes before anybody keeps them', async () => {
		const { message } = createRedactor(['sk-judge-0123456789abcdef']);
		const call = scriptedCall(`{"tier":3,"confidence":0.9,"reason":"it said \\u0073k-judge-01234\\u200b56789abcdef"}`);
		const had = await judgeTier({
			call,
			purpose: 'judge',
			model: judge,
			request: analyzed('Hi'),
			criteria: '',
			timeoutMs: 9,
			clean: message,
		});
		expect(had).toMatchObject({ reason: 'it said [key removed]' });
	});

	it('a fenced block whose reason speaks of fences', async () => {
		expect(await after(`\`\`\`json\n${tierReply(1, 1, 'has ```code```')}\n\`\`\``)).toMatchObject({ tier: 1, reason: 'has ```code```' });
	});

	it('keeps one line of its reason, without hidden characters, 200 long', async () => {
		const had = await after(tierReply(1, 1, ` a\n\tb\u0000\u202e\u200b${'x'.repeat(5_000)}`));
		expect(had).toMatchObject({ reason: `a b ${'x'.repeat(195)}…` });
	});

	it('reads a hostile reply of 64 KB', async () => {
		for (const unit of ['`', '{', '[', '\n', ' ', '"', '\\', '```json\n']) {
			expect(await after(unit.repeat(65_536 / unit.length))).toEqual(UNPARSEABLE);
		}
		expect(await after(tierReply(1, 1, '\u202e \n'.repeat(20_000)))).toMatchObject({ reason: '' });
	});
});

describe('a judge that fails', () => {
	it('says why in our words only', async () => {
		const result = fails('server_error', { message: 'Acme: SECRETPROMPT', summary: 'Acme had an internal error' });
		expect(await after(result)).toEqual({ kind: 'failed', why: 'Acme had an internal error' });
	});

	it.each([
		['the format', [refuses('response_format')], ['response_format']],
		['a part of the format', [refuses('response_format.json_schema')], ['response_format']],
		['something unnamed', [refuses(null)], ['response_format']],
		['an unknown refusal', [fails('refused', { httpStatus: 400 })], ['response_format']],
		['the temperature', [refuses('temperature')], ['temperature']],
		['both, one by one', [refuses('temperature'), refuses('response_format')], ['temperature', 'response_format']],
		['the limit’s name', [refuses('max_tokens')], ['max_tokens']],
	])('is asked again without what it refuses: %s', async (_, refusals, omit) => {
		const call = scriptedCall(...refusals, reply);
		expect(await ask(call)).toEqual(GOOD);
		expect(call.sent.at(-1)?.omit).toEqual(omit);
	});

	it('is asked again with the output limit it names, once', async () => {
		const limited = (tokens: number) => fails('unsupported', { parameter: 'max_tokens', outputLimit: { tokens, lasting: false } });
		const call = scriptedCall(limited(700), reply);
		expect(await ask(call)).toEqual(GOOD);
		expect(call.sent.map(({ maxOutputTokens, omit }) => [maxOutputTokens, omit])).toEqual([
			[1_500, []],
			[700, []],
		]);
		const twice = scriptedCall(limited(700), limited(600), reply);
		expect(await ask(twice)).toEqual(GOOD);
		expect(twice.sent.at(-1)).toMatchObject({ maxOutputTokens: 700, omit: ['max_tokens'] });
	});

	it.each<[string, CallResult[]]>([
		['the same refusal twice', [refuses('response_format'), refuses('response_format')]],
		['unnamed twice', [refuses(null), refuses(null)]],
		['what is not optional', [refuses('messages')]],
		['a request the cost cap stops', [fails('bad_request')]],
		['a busy provider', [fails('rate_limited', { httpStatus: 429 })]],
	])('is not asked again after %s', async (_, script) => {
		expect(await after(...script)).toMatchObject({ kind: 'failed', why: expect.stringMatching(/^it was /) as string });
	});

	it('has no verdict in an answer that is a tool call', async () => {
		expect(await after(answers('', { toolCalls: [{ id: null, name: 'x', arguments: '{}' }] }))).toEqual(UNPARSEABLE);
	});
});
