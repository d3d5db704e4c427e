import { LLMock, type ChatCompletionRequest } from '@copilotkit/aimock';
import { z } from 'zod';
import { estimateTokenCount } from '../../vendor/tokens';
import { answerTo, type Skill } from './answers';
import { verdictFor } from './verdicts';

/** The models of the demo provider. */
export const DEMO_MODELS = ['demo-cheap', 'demo-strong', 'demo-limited', 'demo-empty'] as const;

export interface DemoProvider {
	/** OpenAI-compatible base URL on loopback, `/v1` included. */
	readonly baseUrl: string;
	/** Model of every request that arrived, in order. */
	calls(): readonly string[];
	stop(): Promise<void>;
}

const RETRY_AFTER_S = 60;

/**
 * An OpenAI-compatible provider that costs nothing: a cheap model, a strong one, one that is always over its
 * rate limit and one that answers without text. The first two give verdicts when they are asked as a judge.
 * `port` 0 takes any free one.
 */
export async function startDemoProvider(port = 0): Promise<DemoProvider> {
	const mock = new LLMock({ port, host: '127.0.0.1', logLevel: 'silent' });
	mock.on({ model: 'demo-limited' }, () => ({
		status: 429,
		retryAfter: RETRY_AFTER_S,
		error: { message: 'Rate limit reached for demo-limited.', type: 'requests', code: 'rate_limit_exceeded' },
	}));
	mock.on({ model: 'demo-empty' }, (request) => reply(request, ''));
	mock.on({ model: 'demo-cheap' }, (request) => reply(request, textFor(request, 'cheap')));
	mock.on({ model: 'demo-strong' }, (request) => reply(request, textFor(request, 'strong')));
	const url = await mock.start();
	return {
		baseUrl: `${url.replace(/\/$/, '')}/v1`,
		calls: () => mock.getRequests().flatMap(({ body }) => (body && 'model' in body && typeof body.model === 'string' ? [body.model] : [])),
		stop: () => mock.stop(),
	};
}

/** Usage as a real provider would bill it, so that the costs in the table mean something. */
function reply(request: ChatCompletionRequest, content: string) {
	const prompt = request.messages.map((message) => textOf(message)).join('\n');
	return {
		content,
		usage: { prompt_tokens: estimateTokenCount(prompt), completion_tokens: content === '' ? 0 : estimateTokenCount(content) },
	};
}

const formatSchema = z.object({ json_schema: z.object({ name: z.string() }) });

function textFor(request: ChatCompletionRequest, skill: Skill): string {
	const prompt = lastTextOf(request, 'user');
	const systemText = lastTextOf(request, 'system');
	const schemaName = formatSchema.safeParse(request.response_format).data?.json_schema.name;
	return verdictFor({ schemaName, systemText, lastUserText: prompt }) ?? answerTo(prompt, skill);
}

function lastTextOf({ messages }: ChatCompletionRequest, role: 'user' | 'system'): string {
	const message = messages.findLast((one) => one.role === role);
	return message ? textOf(message) : '';
}

function textOf({ content }: ChatCompletionRequest['messages'][number]): string {
	if (content === null) return '';
	return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('\n');
}

export type { Skill };
