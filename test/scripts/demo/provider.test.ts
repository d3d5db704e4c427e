import { startDemoProvider, type DemoProvider } from '../../../scripts/demo/provider';
import OpenAI, { RateLimitError } from '../../../vendor/openai';

describe('the demo provider', () => {
	let provider: DemoProvider;
	let client: OpenAI;
	const ask = (model: string, content: string) => client.chat.completions.create({ model, messages: [{ role: 'user', content }] });

	beforeAll(async () => {
		provider = await startDemoProvider();
		client = new OpenAI({ baseURL: provider.baseUrl, apiKey: 'demo', maxRetries: 0 });
	});
	afterAll(() => provider.stop());

	it('listens on loopback only', () => {
		expect(provider.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/);
	});

	it('answers shortly with the cheap model and at length with the strong one', async () => {
		const [cheap, strong] = await Promise.all([
			ask('demo-cheap', 'Prove that √2 is irrational.'),
			ask('demo-strong', 'Prove that √2 is irrational.'),
		]);
		expect(cheap.choices[0]?.message.content).toContain('contradiction');
		expect(strong.choices[0]?.message.content).toContain('lowest terms');
		expect(strong.usage?.completion_tokens).toBeGreaterThan(cheap.usage?.completion_tokens ?? Infinity);
	});

	it('bills the tokens of the prompt', async () => {
		const [short, long] = await Promise.all([ask('demo-cheap', 'Hi'), ask('demo-cheap', 'Hi '.repeat(500))]);
		expect(long.usage?.prompt_tokens).toBeGreaterThan(100 * (short.usage?.prompt_tokens ?? Infinity));
	});

	it('refuses every call to the limited model, with a time to wait', async () => {
		const error: unknown = await ask('demo-limited', 'Hi').then(
			() => null,
			(refusal: unknown) => refusal,
		);
		expect(error).toBeInstanceOf(RateLimitError);
		expect(error).toMatchObject({ status: 429 });
		expect(error instanceof RateLimitError && error.headers?.get('retry-after')).toBe('60');
	});

	it('answers without text from the empty model', async () => {
		const answer = await ask('demo-empty', 'Hi');
		expect([answer.choices[0]?.message.content, answer.choices[0]?.finish_reason]).toEqual(['', 'stop']);
	});

	it('keeps a list of who was called', async () => {
		const before = provider.calls().length;
		await ask('demo-cheap', 'Hi');
		expect(provider.calls().slice(before)).toEqual(['demo-cheap']);
	});
});
