import { LLMock } from '@copilotkit/aimock';

import type { ReplayRow } from './replayRows';

/** Tokens as the replay bills them: a fourth of the characters. */
export function tokensOf(text: string): number {
	return Math.ceil(text.length / 4);
}

interface ReplayProvider {
	readonly baseUrl: string;
	stop(): Promise<void>;
}

/** An OpenAI-compatible provider on loopback whose model `rung-<i>` says what rung i has answered to that prompt. */
export async function startReplayProvider(rows: readonly ReplayRow[]): Promise<ReplayProvider> {
	const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
	const byPrompt = new Map(rows.map((row) => [row.prompt, row]));
	mock.on({}, ({ model, messages }) => {
		const prompt = messages.findLast(({ role }) => role === 'user')?.content;
		const row = typeof prompt === 'string' ? byPrompt.get(prompt) : undefined;
		const text = row?.rungs[Number(model.replace(/^.*-/, ''))]?.text;
		if (row === undefined || text === undefined)
			return { status: 404, error: { message: 'nobody asked that', type: 'invalid_request_error' } };
		return { content: text, usage: { prompt_tokens: tokensOf(row.prompt), completion_tokens: tokensOf(text) } };
	});
	const url = await mock.start();
	return { baseUrl: `${url.replace(/\/$/, '')}/v1`, stop: () => mock.stop() };
}
