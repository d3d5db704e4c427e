import { clearHealth } from '../../../nodes/shared/health';
import { PROVIDER_KINDS, type ProviderKind } from '../../../adapters/providers';
import { chatModel, connectedAsk, message, type ConnectedOptions } from '../../support/chatModels';
import { runWorkflow } from '../../support/engine';
import { NODE, openLedger, type TestLedger } from '../../support/routeNode';
import { playWire, type WireAnswer } from '../../support/wire/play';
import { completion } from '../../support/wire/rows';
import { z } from '../../../vendor/zod';

let ledger: TestLedger;
beforeAll(async () => {
	ledger = await openLedger();
});
afterAll(async () => {
	await ledger.close();
});
beforeEach(() => clearHealth());

const STRICT = { type: 'object', properties: { total: { type: 'number' } }, required: ['total'], additionalProperties: false };
const LOOSE = { type: 'object', properties: { total: { type: 'number' }, note: { type: 'string', minLength: 1 } }, required: ['total'] };
const LIST = { type: 'array', items: STRICT };

const bodySchema = z.object({
	messages: z.array(z.object({ role: z.string(), content: z.string() })),
	response_format: z
		.union([
			z.object({ type: z.literal('json_object') }).strict(),
			z
				.object({
					type: z.literal('json_schema'),
					json_schema: z.object({ name: z.string().regex(/^[\w-]{1,64}$/), strict: z.boolean(), schema: z.record(z.unknown()) }).strict(),
				})
				.strict(),
		])
		.optional(),
});
type Body = z.infer<typeof bodySchema>;
type Server = (body: Body) => 'bound' | 'asked' | 'free' | { readonly refused: string };

const wordsOf = ({ messages }: Body) => messages.map(({ content }) => content).join('\n');
const saysJson = (body: Body) => /json/i.test(wordsOf(body));
const showsSchema = (body: Body) => /JSON Schema[^]*"total"/.test(wordsOf(body));
const isClosed = (schema: Record<string, unknown>) =>
	schema['additionalProperties'] === false && !JSON.stringify(schema).includes('minLength') && !JSON.stringify(schema).includes('note');

/** OpenAI's: strict schemas are closed, the top is an object, and JSON mode needs the word. */
const openAi =
	(mayBeStrict = true): Server =>
	(body) => {
		const { response_format: field } = body;
		if (field === undefined) return showsSchema(body) || saysJson(body) ? 'asked' : 'free';
		if (field.type === 'json_object') {
			return saysJson(body)
				? 'bound'
				: { refused: "'messages' must contain the word 'json' to use 'response_format' of type 'json_object'." };
		}
		const { schema, strict } = field.json_schema;
		if (schema['type'] !== 'object') return { refused: `Invalid schema for response_format: schema must be of type "object"` };
		if (strict && !(mayBeStrict && isClosed(schema))) return { refused: 'Invalid schema for response_format: strict' };
		return 'bound';
	};

/** The schema binds the tokens, and the model is not shown it: without words it writes whatever else fits, or nothing. */
const unseen: Server = (body) => (body.response_format?.type === 'json_schema' && !showsSchema(body) ? 'free' : openAi()(body));
const inWords: Server = (body) => (showsSchema(body) || saysJson(body) ? 'asked' : 'free');

/** As each provider documents it. Typed as total: a new provider does not compile until it is listed here. */
const SERVERS: Readonly<Record<ProviderKind, readonly [model: string, server: Server]>> = {
	openai: ['openai/gpt-4o-mini', openAi()],
	anthropic: ['anthropic/claude-haiku-4-5', (body) => (body.response_format === undefined ? inWords(body) : 'free')],
	gemini: ['gemini/gemini-2.5-flash', openAi()],
	azure: ['azure/my-deployment', openAi()],
	openrouter: ['openrouter/some/model', unseen],
	mistral: ['mistral/mistral-small-latest', openAi()],
	groq: ['groq/meta-llama/llama-4-scout-17b-16e-instruct', openAi(false)],
	deepseek: [
		'deepseek/deepseek-chat',
		(body) => {
			if (body.response_format?.type === 'json_schema') return { refused: 'This response_format type is unavailable now' };
			if (body.response_format === undefined) return inWords(body);
			return saysJson(body) ? 'bound' : 'free';
		},
	],
	xai: ['xai/grok-4', openAi()],
	together: ['together/Qwen/Qwen3-8B', unseen],
	ollama: ['ollama/llama3.2', unseen],
	custom1: ['custom1/m', unseen],
	custom2: ['custom2/m', unseen],
	// The other model's own.
	custom3: ['custom3/m', unseen],
};

async function play(kind: ProviderKind, parameters: Record<string, unknown>, answers: readonly [bound: string, asked: string]) {
	const [model, server] = SERVERS[kind];
	const answer = (sent: Readonly<Record<string, unknown>>): WireAnswer => {
		const says = server(bodySchema.parse(sent));
		if (typeof says !== 'string') return { status: 400, body: { error: { message: says.refused, type: 'invalid_request_error' } } };
		const text = { bound: answers[0], asked: answers[1], free: 'I would say one dollar.' }[says];
		return completion(text, 'stop');
	};
	const { branch, calls, output, sent } = await playWire({ model, answer, parameters, follow: false }, ledger);
	return { branch, calls: calls[0], output, sent };
}

describe.each(PROVIDER_KINDS.filter((kind) => kind !== 'custom3'))('%s, as it documents the format', (kind) => {
	const schema = (of: object) => ({ responseFormat: 'json_schema', responseSchema: JSON.stringify(of) });
	const object = ['{"total":1}', '```json\n{"total":1}\n```'] as const;

	it.each<[string, object]>([
		['a schema that can be followed strictly', STRICT],
		['one that cannot', LOOSE],
	])('gives the object in one call: %s', async (_, of) => {
		expect(await play(kind, schema(of), object)).toMatchObject({ branch: 'First', calls: 1, output: { total: 1 } });
	});

	it('gives a list in one call', async () => {
		expect(await play(kind, schema(LIST), ['[{"total":1}]', 'Here:\n[{"total":1}]'])).toMatchObject({
			branch: 'First',
			calls: 1,
			output: [{ total: 1 }],
		});
	});

	it('gives JSON in one call', async () => {
		expect(await play(kind, { responseFormat: 'json' }, object)).toMatchObject({ branch: 'First', calls: 1, output: { total: 1 } });
	});

	it('is not told of any format for text', async () => {
		const { sent } = await play(kind, {}, object);
		expect(sent).toEqual([expect.not.objectContaining({ response_format: expect.anything() })]);
		expect(sent[0]?.['messages']).toEqual([{ role: 'user', content: 'Question 0' }]);
	});
});

describe('connected Chat Models', () => {
	const row = (branchName: string, strength: number) => ({ branchName, settings: { strength: String(strength) } });
	const ask = (answers: Readonly<Record<string, string>>, told: string[], parameters: Record<string, unknown> = {}): ConnectedOptions => ({
		items: [{ json: { text: 'What does it cost?' } }],
		wired: ['Fallback', 'Cheap', 'Strong'],
		ports: Object.keys(answers),
		supplied: Object.fromEntries(
			Object.entries(answers).map(([name, text]) => [
				name,
				chatModel((messages) => {
					told.push(JSON.stringify(messages));
					return message(text);
				}),
			]),
		),
		parameters: {
			models: { values: [row('Cheap', 1), row('Strong', 10)].slice(0, Object.keys(answers).length) },
			threshold: 0,
			responseFormat: 'json_schema',
			responseSchema: STRICT,
			...parameters,
		},
	});

	it('are told in words, and the object is on the item', async () => {
		const told: string[] = [];
		const result = await runWorkflow(connectedAsk(ask({ GPT: 'Sure: {"total":1}', Claude: '' }, told)));
		expect([result.error, result.items(NODE, 1)[0]?.json['output']]).toEqual([undefined, { total: 1 }]);
		expect(told).toEqual([expect.stringContaining(JSON.stringify(JSON.stringify(STRICT)).slice(1, -1))]);
	});

	it('are passed over for the stronger one where the answer does not fit', async () => {
		const told: string[] = [];
		const result = await runWorkflow(connectedAsk(ask({ GPT: '{"total":"1"}', Claude: '{"total":2}' }, told)));
		expect([result.counts(NODE), result.items(NODE, 2)[0]?.json['output'], told.length]).toEqual([[0, 0, 1], { total: 2 }, 2]);
	});

	it('leave the item to Fallback where none fits, with the place', async () => {
		const result = await runWorkflow(connectedAsk(ask({ GPT: '{"total":"1"}' }, [])));
		expect(result.items(NODE, 0)[0]?.json['llmRoute']).toMatchObject({
			failure: 'quality',
			draft: '{"total":"1"}',
			reason: expect.stringContaining('#/total: type, expected "number", found "string"'),
		});
	});

	it('are told nothing for text', async () => {
		const told: string[] = [];
		await runWorkflow(connectedAsk(ask({ GPT: 'One dollar.' }, told, { responseFormat: 'text' })));
		expect(told).toEqual([JSON.stringify([{ role: 'user', content: 'What does it cost?' }])]);
	});
});
