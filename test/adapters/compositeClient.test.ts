import { createCompositeClient } from '../../adapters/compositeClient';
import type { ModelClient, ModelRequest } from '../../router/calls/client';
import { answers, modelAt } from '../support/routing';

const never = new AbortController().signal;
const requestTo = (rank: number): ModelRequest => ({
	model: modelAt(rank),
	messages: [],
	maxOutputTokens: null,
	temperature: null,
	responseFormat: null,
	logProbs: false,
	omit: [],
	timeoutMs: 1,
	firstByteMs: null,
});
const named = (name: string): ModelClient => ({
	complete: () => Promise.resolve(answers(name)),
	embed: () => Promise.resolve({ ok: true, vectors: [Float32Array.from([name.length])], usage: null }),
});
const client = createCompositeClient(
	new Map([
		['k0', named('first')],
		['k1', named('the other')],
	]),
);

it('calls and embeds through the client of the key', async () => {
	expect(await client.complete(requestTo(0), never)).toMatchObject({ answer: { text: 'first' } });
	expect(await client.complete(requestTo(1), never)).toMatchObject({ answer: { text: 'the other' } });
	expect(await client.embed(modelAt(1), ['x'], never)).toMatchObject({ vectors: [Float32Array.from([9])] });
});

it('hands on who is to be told of departure and of parts', async () => {
	const complete = jest.fn<ReturnType<ModelClient['complete']>, Parameters<ModelClient['complete']>>(() => Promise.resolve(answers('x')));
	const telling = createCompositeClient(new Map([['k0', { ...named('x'), complete }]]));
	const [onLeave, onPart] = [() => {}, () => {}];
	await telling.complete(requestTo(0), never, onLeave, onPart);
	expect(complete).toHaveBeenCalledWith(requestTo(0), never, onLeave, onPart);
});

it('rejects for a key that nobody has', async () => {
	await expect(client.complete(requestTo(2), never)).rejects.toThrow('No provider is configured for the model "p2/m"');
	await expect(client.embed(modelAt(2), [], never)).rejects.toThrow('p2/m');
});
