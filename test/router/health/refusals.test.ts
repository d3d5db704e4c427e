import type { ModelRequest } from '../../../router/calls/client';
import { createRefusals, lookWith, withoutRefused } from '../../../router/health/refusals';
import { limiterOn, fakeClock, modelAt, T0 } from '../../support/routing';

const [model, other] = [modelAt(0), modelAt(1)];
const DAY = 86_400_000;
const TEN_MINUTES = 600_000;
const temperature = { kind: 'parameter', name: 'temperature' } as const;
const atMost = (tokens: number) => ({ kind: 'output_limit', tokens }) as const;
const perMinute = (tokens: number) => ({ kind: 'token_limit', tokens }) as const;

describe('what a model has refused', () => {
	it('is nothing at first, and nothing of another model', () => {
		const refusals = createRefusals();
		refusals.learn(model, temperature, T0);
		expect(refusals.of(other, T0)).toEqual({ parameters: [], outputLimit: null, tokenLimit: null });
	});

	it('is remembered for a day, limits per minute for ten minutes', () => {
		const refusals = createRefusals();
		refusals.learn(model, temperature, T0);
		refusals.learn(model, { kind: 'parameter', name: 'logprobs' }, T0 + 1);
		refusals.learn(model, atMost(8_192), T0);
		refusals.learn(model, perMinute(8_000), T0);
		expect(refusals.of(model, T0 + TEN_MINUTES - 1)).toEqual({
			parameters: ['temperature', 'logprobs'],
			outputLimit: 8_192,
			tokenLimit: 8_000,
		});
		expect(refusals.of(model, T0 + TEN_MINUTES).tokenLimit).toBeNull();
		expect(refusals.of(model, T0 + DAY - 1).outputLimit).toBe(8_192);
		expect(refusals.of(model, T0 + DAY)).toEqual({ parameters: ['logprobs'], outputLimit: null, tokenLimit: null });
	});

	it('is the strictest that was said, for as long as any of it', () => {
		const refusals = createRefusals();
		refusals.learn(model, atMost(8_192), T0);
		refusals.learn(model, atMost(4_096), T0 + 1);
		refusals.learn(model, atMost(9_000), T0 + 2);
		expect(refusals.of(model, T0 + DAY + 1).outputLimit).toBe(4_096);
		expect(refusals.of(model, T0 + DAY + 2).outputLimit).toBeNull();
		refusals.learn(model, atMost(9_000), T0 + DAY + 2);
		expect(refusals.of(model, T0 + DAY + 2).outputLimit).toBe(9_000);
	});

	it('is forgotten of a limit per minute once a larger request went through', () => {
		const refusals = createRefusals();
		refusals.learn(model, perMinute(8_000), T0);
		refusals.learn(model, temperature, T0);
		refusals.fitted(model, 8_000, T0);
		expect(refusals.of(model, T0).tokenLimit).toBe(8_000);
		refusals.fitted(model, 8_001, T0);
		expect(refusals.of(model, T0)).toEqual({ parameters: ['temperature'], outputLimit: null, tokenLimit: null });
		refusals.fitted(other, 9_000, T0);
	});

	it('is added to by what others learned', () => {
		const refusals = createRefusals();
		refusals.learn(model, atMost(8_192), T0);
		refusals.add(model, 'output_limit', { value: 4_096, untilMs: T0 + 5 }, T0);
		refusals.add(model, 'parameter:seed', { value: 0, untilMs: T0 + 5 }, T0);
		expect(refusals.of(model, T0)).toEqual({ parameters: ['seed'], outputLimit: 4_096, tokenLimit: null });
		expect(refusals.of(model, T0 + 5)).toEqual({ parameters: [], outputLimit: 4_096, tokenLimit: null });
	});
});

describe('a request to it', () => {
	const request = (over: Partial<ModelRequest>): ModelRequest => ({
		model,
		messages: [],
		maxOutputTokens: 5_000,
		temperature: 0,
		responseFormat: null,
		logProbs: false,
		omit: [],
		timeoutMs: 1_000,
		firstByteMs: null,
		...over,
	});
	const nothing = { parameters: [], outputLimit: null, tokenLimit: null };

	it('goes without it', () => {
		const refused = { ...nothing, parameters: ['temperature', 'seed'], outputLimit: 4_096 };
		expect(withoutRefused(request({ omit: ['seed'] }), refused)).toMatchObject({ omit: ['seed', 'temperature'], maxOutputTokens: 4_096 });
	});

	it.each([
		[5_000, null],
		[null, 4_096],
		[4_096, 4_096],
		[100, 4_096],
	])('keeps an output limit of %p under one of %p', (maxOutputTokens, outputLimit) => {
		expect(withoutRefused(request({ maxOutputTokens }), { ...nothing, outputLimit }).maxOutputTokens).toBe(maxOutputTokens);
	});
});

describe('capacity', () => {
	const size = (inputTokens: number, roomTokens: number) => ({ inputTokens, roomTokens, outputLimit: null });

	it('has no place for what is larger than a limit that was learned', () => {
		const refusals = createRefusals();
		const limiter = lookWith(limiterOn(fakeClock()), refusals);
		expect(limiter.look(model, T0, size(7_000, 1_001)).neverFits).toBe(false);
		refusals.learn(model, perMinute(8_000), T0);
		expect(limiter.look(model, T0, size(7_000, 1_001)).neverFits).toBe(true);
		expect(limiter.look(model, T0, size(7_000, 1_000)).neverFits).toBe(false);
		expect(limiter.look(other, T0, size(7_000, 1_001)).neverFits).toBe(false);
		expect(limiter.look(model, T0).neverFits).toBe(false);
		expect(limiter.look(model, T0 + TEN_MINUTES, size(9_000, 9_000)).neverFits).toBe(false);
	});
});
