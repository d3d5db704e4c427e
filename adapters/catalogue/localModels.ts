import type { CatalogueFacts } from '../../router/registry/facts';
import type { Price } from '../../router/registry/model';
import type { Endpoint } from '../providers';

/** What costs nothing. */
export const FREE: Price = {
	tiers: [{ fromInputTokens: 0, inputUsdPerMTok: 0, cachedInputUsdPerMTok: null, outputUsdPerMTok: 0 }],
	source: 'catalogue',
};

/**
 * The facts of a model on one's own machine, which costs nothing by the token, unless somebody says otherwise. Ollama
 * and LM Studio are known by their ports; any other server of one's own may be a gateway to paid ones.
 */
export function withLocalPrice(endpoint: Endpoint, apiModel: string, facts: CatalogueFacts | null): CatalogueFacts | null {
	if (facts?.price != null || !isLocal(endpoint, apiModel)) return facts;
	return { contextTokens: null, maxOutputTokens: null, capabilities: null, ...facts, price: FREE };
}

const LOCAL_PORTS: ReadonlySet<string> = new Set(['11434', '1234']);

function isLocal({ kind, baseUrl }: Endpoint, apiModel: string): boolean {
	// Ollama passes models of this name on to its cloud, which is paid by subscription.
	if (/[-:]cloud$/.test(apiModel) || !URL.canParse(baseUrl)) return false;
	const { hostname, port } = new URL(baseUrl);
	if (kind === 'ollama') return !/(^|\.)ollama\.com$/.test(hostname);
	return kind.startsWith('custom') && LOCAL_PORTS.has(port);
}
