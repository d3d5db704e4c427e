import type { INode } from 'n8n-workflow';

import { ConfigError } from '../../router/configError';
import { readStoreSettings } from '../shared/store';
import type { StoreSettings } from '../shared/storeCredential';

/** The store that Share Limits and Log Between Workers asks for. Rejects with a ConfigError where none is chosen, or it cannot be read. */
export async function requireStore(
	ctx: { getCredentials(type: string): Promise<unknown> },
	node: Pick<INode, 'credentials'>,
): Promise<StoreSettings> {
	const store = await readStoreSettings(ctx, node);
	if (store !== null) return store;
	throw new ConfigError(
		'Share Limits and Log Between Workers',
		'is on, but no LLM Router Store is chosen',
		'Choose one under Credential for LLM Router Store, or remove it from Options.',
	);
}
