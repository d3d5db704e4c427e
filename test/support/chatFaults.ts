import type { ServerResponse } from 'node:http';
import { json } from './httpServer';

/**
 * How a call goes wrong. `hang`: never answered. `garbage`: 200 and no JSON. `half`: breaks off behind "HALF ". `early`: a stream
 * that breaks off before a word. `badJson`: a whole answer that no parser takes. `slowMs`: right, but later.
 */
export type Fault = NamedFault | { readonly slowMs: number };
export type NamedFault = 'none' | '429' | '500' | '401' | 'hang' | 'garbage' | 'half' | 'early' | 'badJson';

/** The failures after which somebody else has to answer; the last one takes the key out for minutes. */
export const FAILURES = ['429', '500', 'hang', 'garbage', 'half', '401'] as const satisfies readonly NamedFault[];

export const BAD_JSON = 'Sorry, here is no such thing as you asked for.';

interface Asked {
	readonly model: string;
	readonly stream: boolean;
	answered: boolean;
}

export function misbehave(response: ServerResponse, fault: Exclude<NamedFault, 'none'>, call: Asked): void {
	switch (fault) {
		case 'hang':
			return;
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
			call.answered = true;
			return whole(response, call);
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

function whole(response: ServerResponse, { model, stream }: Asked): void {
	const usage = { prompt_tokens: 12, completion_tokens: 10, total_tokens: 22 };
	if (!stream) {
		const message = { role: 'assistant', content: BAD_JSON };
		return json(response, 200, {
			...chunkOf(model),
			object: 'chat.completion',
			choices: [{ index: 0, message, finish_reason: 'stop' }],
			usage,
		});
	}
	response.writeHead(200, { 'content-type': 'text/event-stream' });
	response.write(event({ ...chunkOf(model), choices: [choice({ role: 'assistant', content: BAD_JSON })] }));
	response.write(event({ ...chunkOf(model), choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }));
	response.write(event({ ...chunkOf(model), choices: [], usage }));
	response.end('data: [DONE]\n\n');
}

const chunkOf = (model: string) => ({ id: 'chatcmpl-x', object: 'chat.completion.chunk', created: 1, model });
const choice = (delta: object) => ({ index: 0, delta, finish_reason: null });
const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`;
