import type { StoreSettings } from './storeCredential';

/** What must never be shown. */
export function secretsOf(settings: StoreSettings | null): readonly string[] {
	return [settings?.postgres?.password, settings?.redis?.password].filter((secret) => typeof secret === 'string');
}
