import { LLMock } from '@copilotkit/aimock';
import { z } from 'zod';

export interface FakeOpenAi {
	/** Base URL with `/v1`. */
	readonly baseUrl: string;
	/** Model of every request that arrived, in order. */
	calls(): readonly string[];
	/** Every chat request that arrived, in order. */
	asked(): readonly Asked[];
	/** From now on every request for the model ends with this status; `null`: it answers again. */
	fail(model: string, status: number | null): void;
	stop(): Promise<void>;
}

const askedSchema = z.object({ model: z.string(), messages: z.array(z.object({ role: z.string(), content: z.unknown() })) });
export type Asked = z.infer<typeof askedSchema>;

/** A provider on loopback that knows every model name and answers "<model> says hello". */
export async function startFakeOpenAi(): Promise<FakeOpenAi> {
	const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' });
	const failing = new Map<string, number>();
	mock.on({}, ({ model }) => {
		const status = failing.get(model);
		if (status === undefined) return { content: `${model} says hello`, usage: { prompt_tokens: 12, completion_tokens: 4 } };
		return { status, error: { message: `${model} is out of order`, type: 'server_error' } };
	});
	const url = await mock.start();
	return {
		baseUrl: `${url.replace(/\/$/, '')}/v1`,
		calls: () => mock.getRequests().flatMap(({ body }) => (body && 'model' in body && typeof body.model === 'string' ? [body.model] : [])),
		asked: () => mock.getRequests().flatMap(({ body }) => askedSchema.safeParse(body).data ?? []),
		fail: (model, status) => void (status === null ? failing.delete(model) : failing.set(model, status)),
		stop: () => mock.stop(),
	};
}
