import type { ModelSpec } from '../../router/registry/model';
import type { Message } from '../../router/request/request';
import { automaticLimitWaitMs } from '../../router/selection/automaticWait';

import type { ItemRead, NodeSettings } from './settings';

/**
 * Where Max Wait Time is automatic, the items of a run wait for each other's places within the rate limits.
 * @param all its items. Returns what completes them.
 */
export function limitWait(all: readonly ItemRead[], models: readonly ModelSpec[]): (settings: NodeSettings) => NodeSettings {
	const most = (of: (item: ItemRead) => number) => all.reduce((sofar, item) => Math.max(sofar, of(item)), 0);
	const load = { items: all.length, mostTokens: most(roughTokens), callMs: most(({ settings }) => settings.policy.timeoutMs) };
	const limitWaitMs = automaticLimitWaitMs(models, load);
	return (settings) => (settings.waitsAutomatically ? { ...settings, policy: { ...settings.policy, limitWaitMs } } : settings);
}

/** Fewer than any real text has to a token: a bound is asked for, in no time. */
const LEAST_CHARS_PER_TOKEN = 2;

function roughTokens({ prompt, history, settings: { systemMessage, roomTokens } }: ItemRead): number {
	const before = history.kind === 'messages' ? history.messages.reduce((sum, message) => sum + charsOf(message), 0) : 0;
	const chars = before + (prompt.kind === 'text' ? prompt.text.length : 0) + (systemMessage?.length ?? 0);
	return roomTokens + chars / LEAST_CHARS_PER_TOKEN;
}

function charsOf({ content }: Message): number {
	return typeof content === 'string' ? content.length : 0;
}
