import type { ServerResponse } from 'node:http';
import { json } from './httpServer';

/**
 * How a call goes wrong. `hang`: never answered. `garbage`: 200 and no JSON. `half`: breaks off behind "HALF ". `early`: a stream
 * that breaks off before a word. `badJson`: a whole answer that no parser takes. `empty`: a whole answer without a word.
 * `cut`: one that ends at the output limit behind "HALF ". `429later`: 429 with Retry-After. `slowMs`: right, but later.
 */
export type Fault = NamedFault | { readonly slowMs: number };
export type NamedFault = 'none' | '429' | '500' | '401' | 'hang' | 'garbage' | 'half' | 'early' | 'badJson' | 'empty' | 'cut' | '429later';

/** The failures after which somebody else has to answer; the last one takes the key out for minutes. */
export const FAILURES = ['429', '500', 'hang', 'garbage', 'half', '401'] as const satisfies readonly NamedFault[];

export const BAD_JSON = 'Sorry, here is no such thing as you asked for.';

interface Asked {
	readonly model: string;
	readonly stream: boolean;
	answered: boolean;
	usage: { readonly input: number; readonly output: number } | null;
}

export function misbehave(response: ServerResponse, fault: Exclude<NamedFault, 'none'>, call: Asked): void {
	switch (fault) {
		case 'hang':
			return;
		case '429later':
			return json(response, 429, { error: { message: `${call.model} is busy`, type: 'rate_limit' } }, { 'retry-after': '20' });
		case '429':
		case '500':
		case '401':
			return json(response, Number(fault), { error: { message: `${call.model} is out of order`, type: 'server_error' } });
		case 'garbage':
			return void response
				.writeHead(200, { 'content-type': call.stream ? 'text/event-stream' : 'application/json' })
				.end(call.stream ? 'data: <html>Oops</html>\n\n' : '<html>Oops</html>');
		case 'half':
		case 'early':
			return breakOff(response, call, fault === 'half' ? 'HALF ' : null);
		case 'badJson':
			return whole(response, call, BAD_JSON);
		case 'empty':
			return whole(response, call, '');
		case 'cut':
			return whole(response, call, 'HALF ', 'length');
	}
}

function breakOff(response: ServerResponse, { model, stream }: Asked, text: string | null): void {
	const cut = () => setTimeout(() => response.destroy(), 50);
	if (stream) {
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		response.write(event({ ...chunkOf(model), choices: [choice({ role: 'assistant', content: '' })] }));
		if (text !== null) response.write(event({ ...chunkOf(model), choices: [choice({ content: text })] }));
		return void cut();
	}
	response.writeHead(200, { 'content-type': 'application/json', 'content-length': '4096' });
	response.write(`{"id":"x","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"${text ?? ''}`);
	cut();
}

function whole(response: ServerResponse, call: Asked, content: string, finish = 'stop'): void {
	const { model, stream } = call;
	call.answered = true;
	call.usage = { input: 12, output: 10 };
	const usage = { prompt_tokens: 12, completion_tokens: 10, total_tokens: 22 };
	if (!stream) {
		const message = { role: 'assistant', content };
		return json(response, 200, {
			...chunkOf(model),
			object: 'chat.completion',
			choices: [{ index: 0, message, finish_reason: finish }],
			usage,
		});
	}
	response.writeHead(200, { 'content-type': 'text/event-stream' });
	response.write(event({ ...chunkOf(model), choices: [choice({ role: 'assistant', content })] }));
	response.write(event({ ...chunkOf(model), choices: [{ index: 0, delta: {}, finish_reason: finish }] }));
	response.write(event({ ...chunkOf(model), choices: [], usage }));
	response.end('data: [DONE]\n\n');
}

const chunkOf = (model: string) => ({ id: 'chatcmpl-x', object: 'chat.completion.chunk', created: 1, model });
const choice = (delta: object) => ({ index: 0, delta, finish_reason: null });
const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`;
