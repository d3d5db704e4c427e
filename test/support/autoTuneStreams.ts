import type { ProviderCall, TuneProviderOptions } from './autoTuneProvider';
import type { PromptKind } from './autoTunePrompts';
import { drawFromId } from '../../router/learning/statistics/drawFromId';
import { refuses, type Reply } from './routeNode';

/** A task that a router is given, and how the providers behave meanwhile. */
export interface StreamCase {
	readonly name: string;
	readonly kind?: PromptKind;
	readonly target?: 90 | 95 | 98;
	readonly provider: TuneProviderOptions;
	readonly parameters?: Record<string, unknown>;
	readonly threeModels?: true;
	/** What is drawn waits for a model that is not there. */
	readonly waits?: true;
	/** n8n runs the node again where it has failed. */
	readonly retries?: true;
	/** Long enough that a share may be certified. Default: until some comparisons have ended. */
	readonly long?: true;
}

const worse = (small: number, tiny = small) => ({ small, tiny });
/** A share of requests, always the same. */
const some = (share: number, { id }: ProviderCall, word: string) => drawFromId(id, word) < share;
const failsFor = (model: string, share: number, reply: Reply) => (call: ProviderCall) =>
	call.purpose === 'answer' && call.model === model && some(share, call, 'fails') ? reply : null;
const failsOnce = (model: string, share: number) => (call: ProviderCall) =>
	call.purpose === 'answer' && call.model === model && call.before === 0 && some(share, call, 'fails once')
		? refuses(400, { code: 'x' })
		: null;

/** Twenty tasks: where a cheap model will do, where it will not, and what goes wrong on the way. */
export const STREAMS: readonly StreamCase[] = [
	{ name: 'easy, never worse', kind: 'easy', provider: { worse: worse(0) } },
	{ name: 'easy, never worse, target 90 %', kind: 'easy', target: 90, long: true, provider: { worse: worse(0) } },
	{ name: 'easy, 1 % worse', provider: { worse: worse(0.01) } },
	{ name: 'easy, 2 % worse, target 90 %', target: 90, provider: { worse: worse(0.02) } },
	{ name: 'easy, both say the same', kind: 'easy', provider: { worse: worse(0.01), sameWords: true } },
	{ name: 'hard, half worse', kind: 'hard', provider: { worse: worse(0.5) } },
	{ name: 'hard, all worse', kind: 'hard', provider: { worse: worse(1) } },
	{ name: 'hard, 30 % worse, target 90 %', target: 90, provider: { worse: worse(0.3) } },
	{ name: 'boundary, 5 % worse', provider: { worse: worse(0.05) } },
	{ name: 'boundary, 10 % worse, target 90 %', target: 90, provider: { worse: worse(0.1) } },
	{ name: 'boundary, 2 % worse, target 98 %', target: 98, provider: { worse: worse(0.02) } },
	{
		name: 'the weaker model refuses some',
		provider: { worse: worse(0.01), fault: failsFor('small', 0.1, refuses(400, { code: 'content_policy_violation' })) },
	},
	{ name: 'the weaker model is never there', waits: true, provider: { fault: failsFor('small', 1, refuses(404)) } },
	{
		name: 'the strongest refuses some: fallback to the weaker',
		target: 90,
		provider: { fault: failsFor('large', 0.1, refuses(400, { code: 'content_policy_violation' })) },
	},
	{
		name: 'the strongest has no room for some',
		target: 90,
		provider: { worse: worse(0.02), fault: failsFor('large', 0.05, refuses(413)) },
	},
	{ name: 'retried by n8n', target: 90, retries: true, provider: { fault: failsOnce('large', 0.02) } },
	{ name: 'retried by n8n, 3 % worse', target: 90, retries: true, provider: { worse: worse(0.03), fault: failsOnce('large', 0.04) } },
	{
		name: 'the judge is rate limited now and then',
		target: 90,
		provider: {
			fault: (call) =>
				call.purpose === 'judge' && call.before === 0 && some(0.02, call, 'limited') ? refuses(429, {}, { 'retry-after-ms': '20' }) : null,
		},
	},
	{ name: 'three models', target: 90, threeModels: true, provider: { worse: worse(0.01, 0.2) } },
	{ name: 'three models, both good', target: 90, threeModels: true, long: true, provider: { worse: worse(0, 0) } },
];
