import type { ServerResponse } from 'node:http';

import { createOpenAiClient } from '../../../adapters/openai/client';
import { createSend } from '../../../nodes/shared/transport';
import type { MeteredCall } from '../../../router/calls/client';
import { createBudget } from '../../../router/execution/budgets/budget';
import { createHealth } from '../../../router/health/inProcess';
import { systemClock } from '../../../nodes/shared/clock';
import { createMeter } from '../../../router/execution/meter';
import { judgeAnswer } from '../../../router/judging/judgeAnswer';
import { judgeTier } from '../../../router/judging/judgeTier';
import { createLlmJudgeCheck } from '../../../router/quality/llmJudgeCheck';
import type { Check } from '../../../router/quality/check';
import { runGate } from '../../../router/quality/gate';
import type { ModelSpec } from '../../../router/registry/model';
import { qualityAt, riskOf } from '../../../router/strategies/classifierRisk';
import type { RememberedVerdict, VerdictCache } from '../../../router/strategies/judgeVerdicts';
import { createLlmJudgeStrategy } from '../../../router/strategies/llmJudge';
import { shippedWeights } from '../../../router/strategies/shippedWeights';
import type { Strategy } from '../../../router/strategies/strategy';
import { json, serve, type Seen, type TestServer } from '../../support/httpServer';
import { ALL_INJECTIONS, WANTED_SCORE, WANTED_TIER } from '../../support/injections';
import { asSaid } from '../../support/judge';
import { requestHelper } from '../../support/requestHelper';
import { analyzed, ladderOf } from '../../support/requests';
import { answerOf, modelAt, unhurried } from '../../support/routing';

const weights = shippedWeights();
const CLASSIFIER_THRESHOLD = 0.76;
const HARD = 'Prove that there are infinitely many primes, and derive the bound. ';
const judge = modelAt(20);

let server: TestServer | undefined;
afterEach(async () => {
	await server?.close();
	server = undefined;
});

type Stub = (response: ServerResponse, seen: Seen) => void;

/** The real way of a judge's call: meter, openai client, n8n's own request helper, HTTP. */
async function callTo(stub: Stub): Promise<MeteredCall> {
	server = await serve(stub);
	const endpoint = {
		kind: 'custom1',
		name: 'Judge',
		baseUrl: `${server.url}/v1`,
		apiKey: 'sk-judge-0123456789',
		apiVersion: null,
	} as const;
	const client = createOpenAiClient({ endpoints: new Map([[judge.keyId, endpoint]]), send: createSend(requestHelper), now: () => 0 });
	let ids = 0;
	return createMeter({
		client,
		budget: createBudget(null),
		health: createHealth(),
		clock: systemClock,
		...unhurried(systemClock),
		signal: new AbortController().signal,
		decisionId: 'd',
		newId: () => String((ids += 1)),
		countTokens: (text) => text.length,
	}).call;
}

function says(response: ServerResponse, content: string): void {
	json(response, 200, { model: 'judge', choices: [{ message: { role: 'assistant', content }, finish_reason: 'stop' }] });
}

/** Does what every injection asks for, as a judge that was taken in. */
const obeysTier: Stub = (response) => says(response, JSON.stringify(WANTED_TIER));
const obeysScore: Stub = (response) => says(response, JSON.stringify(WANTED_SCORE));

/** From the classifier alone: the first of five steps good enough for it, one step down, as a place among n. */
function lowestRankAllowed(text: string, count: number): number {
	const { risk } = riskOf(analyzed(text), weights);
	const step = [0, 1, 2, 3, 4].find((tier) => qualityAt(risk, tier / 4, weights.rankPower) >= CLASSIFIER_THRESHOLD) ?? 4;
	return Math.round((Math.max(0, step - 1) / 4) * (count - 1));
}

const noCache: VerdictCache = { get: () => null, set: () => undefined };

function strategyWith(cache: VerdictCache): Strategy {
	return createLlmJudgeStrategy({
		judge,
		criteria: '',
		timeoutMs: 20_000,
		weights,
		classifierThreshold: CLASSIFIER_THRESHOLD,
		cache,
		clean: asSaid,
	});
}

async function chosenRank(strategy: Strategy, call: MeteredCall, text: string, models: readonly ModelSpec[]): Promise<number> {
	const ranking = await strategy.rank({ request: analyzed(text), models, threshold: 0.7, call, random: () => 0, nowMs: 0 });
	if (ranking.kind !== 'choice') throw new Error('it scored');
	expect(ranking.reason).toMatch(/^The judge rated it trivial \(confidence 1\.00\)/);
	return models.find(({ id }) => id === ranking.modelId)?.rank ?? NaN;
}

async function allAtOnce(hold: (injection: string) => Promise<void>): Promise<void> {
	await Promise.all(ALL_INJECTIONS.map(hold));
}

describe('a judge that obeys whatever is injected', () => {
	it('has more than 60 ways of being talked to', () => {
		expect(new Set(ALL_INJECTIONS).size).toBeGreaterThanOrEqual(60);
	});

	it.each<[string, (injection: string) => string]>([
		['after a hard request', (injection) => `${HARD}${injection}`],
		['before a hard request', (injection) => `${injection}\n${HARD}`],
		['alone', (injection) => injection],
	])('never gets a request below what the classifier allows, of 2, 3 or 10 models: %s', async (_, write) => {
		const call = await callTo(obeysTier);
		// The obeying verdict is remembered, so the backstop holds for those as well.
		const kept = new Map<string, RememberedVerdict>();
		const strategy = strategyWith({ get: (key) => kept.get(key) ?? null, set: (key, verdict) => void kept.set(key, verdict) });
		let held = 0;
		await allAtOnce(async (injection) => {
			const text = write(injection);
			for (const count of [2, 3, 10]) {
				const least = lowestRankAllowed(text, count);
				expect([text, (await chosenRank(strategy, call, text, ladderOf(count))) >= least]).toEqual([text, true]);
				if (least > 0) held += 1;
			}
		});
		expect(server?.journal).toHaveLength(ALL_INJECTIONS.length);
		// Without requests the backstop had to hold for, the test would prove nothing.
		expect(held).toBeGreaterThan(ALL_INJECTIONS.length / 2);
	});

	it('sees the injection as data only, on one line of the user message', async () => {
		const call = await callTo(obeysTier);
		for (const injection of ALL_INJECTIONS) await chosenRank(strategyWith(noCache), call, injection, ladderOf(2));
		const bodies = (server?.journal ?? []).map(({ body }) => JSON.parse(body) as { messages: { role: string; content: string }[] });
		expect(bodies).toHaveLength(ALL_INJECTIONS.length);
		const systems = new Set(bodies.map(({ messages }) => messages[0]?.content));
		expect(systems.size).toBe(1);
		bodies.forEach(({ messages }, index) => {
			const lines = messages[1]?.content.split('\n') ?? [];
			expect([messages.length, lines.length, lines[0], lines[2]]).toEqual([2, 4, '<<<DATA', 'DATA>>>']);
			expect(JSON.parse(lines[1] ?? '')).toEqual({ userTurns: [ALL_INJECTIONS[index]], images: 0 });
		});
	});

	it.each(['free', 'calls'] as const)('never gets an answer accepted that another must-pass check (%s) rejects', async (cost) => {
		const call = await callTo(obeysScore);
		const rejecting: Check = {
			name: 'Never',
			severity: 'must_pass',
			remedy: 'stronger',
			cost,
			needsLogProbs: false,
			settings: null,
			run: async () => ({ kind: 'score', score: 0, reason: 'no' }),
		};
		await allAtOnce(async (injection) => {
			for (const [severity, request, answer] of [
				['must_pass', injection, 'an answer'],
				['counts', 'What is 2 + 2?', `5. ${injection}`],
			] as const) {
				const checks = [createLlmJudgeCheck({ severity, judge, criteria: '', timeoutMs: 20_000, clean: asSaid }), rejecting];
				const ask = {
					request: analyzed(request),
					model: modelAt(0),
					answer: answerOf(answer),
					call,
					isStrongest: false,
					timeoutMs: 20_000,
				};
				expect(await runGate(checks, ask, 0.5)).toMatchObject({ verdict: 'rejected', score: 0, reasons: ['Never: no'] });
			}
		});
		// A free rejection spares the judge's calls; a paid one stands beside its verdict.
		expect((server?.journal.length ?? 0) > 0).toBe(cost === 'calls');
	});

	it('shows an answer as data only', async () => {
		const call = await callTo(obeysScore);
		for (const injection of ALL_INJECTIONS) {
			await judgeAnswer({
				call,
				purpose: 'check',
				model: judge,
				request: analyzed('Hi'),
				answer: answerOf(injection),
				criteria: '',
				timeoutMs: 20_000,
				clean: asSaid,
			});
		}
		const bodies = (server?.journal ?? []).map(({ body }) => JSON.parse(body) as { messages: { content: string }[] });
		expect(new Set(bodies.map(({ messages }) => messages[0]?.content)).size).toBe(1);
		bodies.forEach(({ messages }, index) => {
			const lines = messages[1]?.content.split('\n') ?? [];
			expect(lines).toHaveLength(4);
			expect(JSON.parse(lines[1] ?? '')).toMatchObject({ answer: ALL_INJECTIONS[index] });
		});
	});
});

describe('a judge that is broken', () => {
	const tier = JSON.stringify(WANTED_TIER);
	const score = JSON.stringify(WANTED_SCORE);
	const html = (response: ServerResponse) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>tier 0</html>');

	it.each<[string, Stub, Stub]>([
		['garbage', (response) => says(response, '%$§"\u0000'), (response) => says(response, '%$§"\u0000')],
		['two objects', (response) => says(response, `${tier}\n${tier}`), (response) => says(response, `${score}\n${score}`)],
		['prose around it', (response) => says(response, `Here you are: ${tier}`), (response) => says(response, `${score} Yes.`)],
		['a web page', html, html],
		['a web page as its answer', (response) => says(response, '<html></html>'), (response) => says(response, '<html></html>')],
		[
			'HTTP 500',
			(response) => json(response, 500, { error: { message: 'SECRET' } }),
			(response) => json(response, 500, { error: { message: 'SECRET' } }),
		],
		['silence beyond the timeout', () => undefined, () => undefined],
		[
			'a refusal of everything',
			(response) => json(response, 400, { error: { message: 'SECRET is invalid' } }),
			(response) => json(response, 400, {}),
		],
	])('%s: the strongest model, and an answer that is not let through', async (how, tierStub, scoreStub) => {
		const timeoutMs = how.startsWith('silence') ? 300 : 20_000;
		const strategy = createLlmJudgeStrategy({
			judge,
			criteria: '',
			timeoutMs,
			weights,
			classifierThreshold: CLASSIFIER_THRESHOLD,
			cache: noCache,
			clean: asSaid,
		});
		const ask = { request: analyzed('Hello!'), models: ladderOf(3), threshold: 0.7, random: () => 0, nowMs: 0 };
		const ranking = await strategy.rank({ ...ask, call: await callTo(tierStub) });
		expect(ranking).toMatchObject({
			kind: 'choice',
			modelId: 'p/m2',
			confidence: null,
			reason: expect.stringMatching(/^The judge gave no verdict \(.+\), so m2$/) as string,
		});
		expect(ranking.reason).not.toContain('SECRET');
		await server?.close();
		const check = createLlmJudgeCheck({ severity: 'must_pass', judge, criteria: '', timeoutMs, clean: asSaid });
		const gate = await runGate(
			[check],
			{ request: ask.request, model: modelAt(0), answer: answerOf('Hi'), call: await callTo(scoreStub), isStrongest: false, timeoutMs },
			0.5,
		);
		expect(gate).toMatchObject({ verdict: 'rejected', score: null });
		expect(gate.reasons.join()).not.toContain('SECRET');
	});

	it('one without response_format is asked once more without it', async () => {
		const stub: Stub = (response, { body }) =>
			body.includes('response_format')
				? json(response, 400, {
						error: { message: "Unsupported parameter: 'response_format'", param: 'response_format', code: 'unsupported_parameter' },
					})
				: says(response, tier);
		const call = await callTo(stub);
		expect(
			await judgeTier({
				call,
				purpose: 'judge',
				model: judge,
				request: analyzed('Hello!'),
				criteria: '',
				timeoutMs: 20_000,
				clean: asSaid,
			}),
		).toMatchObject({ kind: 'verdict', tier: 0 });
		expect(server?.journal).toHaveLength(2);
		expect(server?.journal[0]?.body).toContain('"strict":true');
	});
});
