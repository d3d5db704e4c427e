import type { ProviderKind } from '../providers';

/** When a provider shut a model down, and what it recommends instead; `null`: not known. */
export interface Retirement {
	/** `YYYY-MM-DD`; may lie ahead. */
	readonly on: string | null;
	readonly instead: string | null;
}

type Row = readonly [on: string | null, instead: string | null, models: readonly string[]];

/** By the public page that announces them. */
const ANNOUNCED: Readonly<Partial<Record<ProviderKind, Readonly<Record<string, readonly Row[]>>>>> = {
	openai: {
		'https://developers.openai.com/api/docs/deprecations': [
			[
				'2026-10-23',
				'gpt-5.6-sol',
				['gpt-4', 'gpt-4-0613', 'gpt-4-1106-preview', 'gpt-4-turbo', 'gpt-4-turbo-2024-04-09', 'gpt-4o-2024-05-13'],
			],
			['2026-10-23', 'gpt-5.6-sol', ['o1', 'o1-2024-12-17', 'o1-pro', 'o1-pro-2025-03-19', 'o3-mini', 'o3-mini-2025-01-31']],
			['2026-10-23', 'gpt-5.6-terra', ['gpt-3.5-turbo', 'gpt-3.5-turbo-0125', 'o4-mini', 'o4-mini-2025-04-16']],
			['2026-10-23', 'gpt-5.6-luna', ['gpt-4.1-nano', 'gpt-4.1-nano-2025-04-14']],
			['2026-12-11', 'gpt-6.1-sol', ['gpt-5', 'gpt-5-2025-08-07', 'gpt-5-pro', 'gpt-5-pro-2025-10-06', 'o3', 'o3-2025-04-16', 'o3-pro']],
			['2026-12-11', 'gpt-6-luna', ['gpt-5-mini', 'gpt-5-mini-2025-08-07', 'gpt-5-nano', 'gpt-5-nano-2025-08-07']],
			['2027-01-14', 'gpt-6-luna', ['gpt-4o', 'gpt-4o-2024-08-06', 'gpt-4o-2024-11-20', 'gpt-4o-mini', 'gpt-4o-mini-2024-07-18']],
			['2027-01-14', 'gpt-6-luna', ['gpt-4.1', 'gpt-4.1-2025-04-14', 'gpt-4.1-mini', 'gpt-4.1-mini-2025-04-14']],
		],
		'https://github.com/orgs/cometapi-dev/discussions/71': [['2026-02-17', 'gpt-5.2', ['chatgpt-4o-latest']]],
	},
	anthropic: {
		'https://github.com/thevibeworks/claude-code-docs/pull/417': [
			['2025-10-28', 'claude-sonnet-5-5', ['claude-3-5-sonnet', 'claude-3-5-sonnet-latest', 'claude-3-5-sonnet-20241022']],
			['2026-02-19', 'claude-sonnet-5-5', ['claude-3-7-sonnet-latest', 'claude-3-7-sonnet-20250219']],
		],
		'https://platform.claude.com/docs/en/release-notes/overview': [
			['2026-06-15', 'claude-sonnet-5-5', ['claude-sonnet-4-0', 'claude-sonnet-4-20250514']],
			['2026-06-15', 'claude-opus-5-5', ['claude-opus-4-0', 'claude-opus-4-20250514']],
		],
		'https://platform.claude.com/docs/en/about-claude/pricing': [
			[null, 'claude-opus-5-5', ['claude-opus-4-1', 'claude-opus-4-1-20250805']],
		],
		'https://platform.claude.com/docs/en/about-claude/model-deprecations': [
			['2026-11-30', 'claude-sonnet-5-5', ['claude-sonnet-4-5', 'claude-sonnet-4-5-20250929']],
		],
	},
	gemini: {
		'https://ai.google.dev/gemini-api/docs/changelog': [
			['2026-10-08', 'gemini-3.8-flash', ['gemini-3.7-flash']],
			['2026-10-08', 'gemini-3.6-flash', ['gemini-3.5-flash']],
		],
		'https://discuss.ai.google.dev/t/migrate-from-gemini-3-pro-preview-to-gemini-3-1-pro-preview-before-march-9-2026/127062': [
			['2026-03-09', 'gemini-3.1-pro-preview', ['gemini-3-pro-preview']],
		],
		'https://firebase.google.com/docs/ai-logic/locations': [
			[null, 'gemini-3.1-flash-lite', ['gemini-2.0-flash', 'gemini-2.0-flash-001', 'gemini-2.0-flash-lite', 'gemini-2.0-flash-lite-001']],
		],
	},
	mistral: {
		'https://github.com/anomalyco/models.dev/blob/dev/providers/mistral/models/mistral-small-2506.toml': [
			['2026-07-31', 'mistral-small-2603', ['mistral-small-2506']],
		],
		'https://docs.embabel.com/embabel-agent/api-docs/1.0.0-SNAPSHOT': [['2026-05-31', 'devstral-2512', ['devstral-medium-2507']]],
	},
	groq: {
		'https://console.groq.com/docs/deprecations': [
			['2026-08-16', 'openai/gpt-oss-20b', ['llama-3.1-8b-instant']],
			['2026-08-16', 'openai/gpt-oss-120b', ['llama-3.3-70b-versatile']],
			['2026-09-14', 'qwen/qwen3.8-27b', ['qwen/qwen3.6-27b']],
			['2025-03-20', 'openai/gpt-oss-120b', ['mixtral-8x7b-32768']],
			[null, 'openai/gpt-oss-120b', ['deepseek-r1-distill-llama-70b', 'llama-3.1-70b-versatile']],
			[null, 'openai/gpt-oss-20b', ['gemma2-9b-it']],
		],
	},
	deepseek: {
		'https://github.com/arikusi/deepseek-mcp-server/releases/tag/v2.0.0': [
			['2026-07-24', 'deepseek-flash', ['deepseek-chat', 'deepseek-reasoner']],
		],
	},
	xai: {
		'https://docs.x.ai/developers/migration/may-15-retirement': [
			[
				'2026-05-15',
				'grok-4.3',
				['grok-4', 'grok-4-0709', 'grok-4-latest', 'grok-3', 'grok-3-latest', 'grok-code-fast-1', 'grok-code-fast'],
			],
			['2026-05-15', 'grok-4.3', ['grok-4-fast', 'grok-4-fast-reasoning', 'grok-4-fast-reasoning-latest']],
			['2026-05-15', 'grok-4.3', ['grok-4-fast-non-reasoning', 'grok-4-fast-non-reasoning-latest']],
			['2026-05-15', 'grok-4.3', ['grok-4-1-fast', 'grok-4-1-fast-reasoning', 'grok-4-1-fast-reasoning-latest']],
			['2026-05-15', 'grok-4.3', ['grok-4-1-fast-non-reasoning', 'grok-4-1-fast-non-reasoning-latest']],
		],
		'https://docs.apiyi.com/en/live/2026-11/grok-code-models-offline': [['2026-11-19', 'grok-4.7', ['grok-build-0.1']]],
	},
};

const BY_KIND = new Map(Object.entries(ANNOUNCED).map(([kind, pages]) => [kind, byModel(Object.values(pages).flat())]));

/** `null`: nobody has announced the end of this name. */
export function announcedEnd(kind: ProviderKind, apiModel: string): Retirement | null {
	return BY_KIND.get(kind)?.get(apiModel) ?? null;
}

/** Every name whose end was announced. */
export function announcedNames(kind: ProviderKind): readonly string[] {
	return [...(BY_KIND.get(kind)?.keys() ?? [])];
}

/** Whether a model has been shut down by then. @param atMs epoch ms. */
export function isRetired(retirement: Retirement | null, atMs: number): boolean {
	return retirement !== null && (retirement.on === null || Date.parse(retirement.on) <= atMs);
}

/** `was retired on 2026-08-16; use openai/gpt-oss-20b instead`. @param atMs epoch ms. */
export function retirementText(retirement: Retirement, atMs: number): string {
	const { on, instead } = retirement;
	const when = isRetired(retirement, atMs) ? `was retired${on === null ? '' : ` on ${on}`}` : `will be retired on ${on ?? ''}`;
	return instead === null ? when : `${when}; use ${instead} instead`;
}

function byModel(rows: readonly Row[]): Map<string, Retirement> {
	return new Map(rows.flatMap(([on, instead, models]) => models.map((model) => [model, { on, instead }] as const)));
}
