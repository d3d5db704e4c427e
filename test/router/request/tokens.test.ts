import {
	countTokens,
	createRememberingCounter,
	estimateTokens,
	IMAGE_TOKENS,
	MAX_COUNTED_CHARS,
	MESSAGE_TOKENS,
	type TokenCounter,
} from '../../../router/request/tokens';
import type { Message } from '../../../router/request/request';
import { requestOf, user } from '../../support/requests';

describe('estimateTokens', () => {
	it('counts every message, the system prompt included, and the last turn apart', () => {
		const one = estimateTokens(requestOf(user('How long is a piece of string?')));
		const two = estimateTokens(requestOf({ role: 'system', content: 'Be brief and polite.' }, user('How long is a piece of string?')));
		expect(two.lastTurn).toBe(one.lastTurn);
		expect(two.request).toBe(one.request + MESSAGE_TOKENS + countTokens('Be brief and polite.', 100));
	});

	it('adds a constant for each image', () => {
		const plain = estimateTokens(requestOf(user([{ kind: 'text', text: 'Look' }])));
		const images = estimateTokens(
			requestOf(
				user([
					{ kind: 'text', text: 'Look' },
					{ kind: 'image', url: 'a' },
					{ kind: 'image', url: 'b' },
				]),
			),
		);
		expect(images.request - plain.request).toBe(2 * IMAGE_TOKENS);
	});

	it('counts tool calls, what they returned, what goes back with a turn, and the tools themselves', () => {
		const text = 'word '.repeat(200);
		const plain = estimateTokens(requestOf(user('hi')));
		const calls = [{ id: 'c', name: 'look', arguments: JSON.stringify({ text }) }];
		const carried = { providerId: 'p', apiModel: 'm', fields: { thinking: text } };
		const with_ = (message: Message) => estimateTokens(requestOf(user('hi'), message));
		const called = with_({ role: 'assistant', content: '', toolCalls: calls });
		for (const one of [called, with_({ role: 'tool', content: text }), with_({ role: 'assistant', content: '', carried })]) {
			expect(one.request - plain.request).toBeGreaterThan(190);
			expect(one.lastTurn).toBe(plain.lastTurn);
		}
		const tools = [{ name: 'look', description: text, parameters: { type: 'object', properties: {} } }];
		expect(estimateTokens({ ...requestOf(user('hi')), tools }).request - plain.request).toBeGreaterThan(190);
		expect(estimateTokens({ ...requestOf(user('hi')), tools: [] })).toEqual(plain);
	});

	it('adds what files are taken to have, to the last turn as well', () => {
		const file = { kind: 'file' as const, url: 'https://x/y.pdf', mediaType: 'application/pdf', name: null };
		const [plain, one] = [estimateTokens(requestOf(user(''))), estimateTokens(requestOf(user([file])))];
		expect([one.request - plain.request, one.lastTurn]).toEqual([15_000, 15_000]);
	});

	it('extrapolates a long text to within a tenth', () => {
		const text = 'The quick brown fox jumps over the lazy dog. '.repeat(4_000);
		const full = countTokens(text, text.length);
		expect(Math.abs(countTokens(text, MAX_COUNTED_CHARS) / full - 1)).toBeLessThan(0.1);
	});

	it('hands over no more than its share of characters, however many long messages there are', () => {
		let allowed = 0;
		const counter: TokenCounter = (_, maxChars) => {
			allowed += maxChars;
			return 0;
		};
		const messages = Array.from({ length: 50 }, () => user('x'.repeat(100_000)));
		estimateTokens(requestOf(...messages), counter);
		expect(allowed).toBeLessThanOrEqual(MAX_COUNTED_CHARS + messages.length);
	});

	it('counts a repeated system prompt once with a remembering counter', () => {
		let calls = 0;
		const counter = createRememberingCounter((text, maxChars) => {
			calls++;
			return countTokens(text, maxChars);
		});
		const request = requestOf({ role: 'system', content: 'word '.repeat(100) }, user('hi'));
		const first = estimateTokens(request, counter);
		expect(estimateTokens(request, counter)).toEqual(first);
		expect(calls).toBe(3);
	});

	it('counts each of two texts of one length with a remembering counter', () => {
		const counter = createRememberingCounter();
		const texts = ['word '.repeat(100), '12345'.repeat(100)];
		for (const text of [...texts, ...texts]) expect(counter(text, 1_000)).toBe(countTokens(text, 1_000));
	});
});
