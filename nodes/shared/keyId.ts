import { createHmac } from 'node:crypto';

import type { Endpoint } from '../../adapters/providers';

/** Keeps these apart from other hashes of the same key. Where they leave the process they are hashed anew, with a secret. */
const PURPOSE = 'n8n-nodes-llm-router/key';
const HEX_DIGITS = 24;

/**
 * What is refused or used up together: one key at one base URL (and API version). Another of these is another one, so
 * that what was found out about the old one does not hold for it. Never the key itself, nor a part of it.
 */
export function keyIdOf(credentialId: string, { kind, apiKey, baseUrl, apiVersion }: Endpoint): string {
	return `${credentialId}/${kind}#${keyHash(apiKey ?? '', baseUrl, apiVersion ?? '')}`;
}

/** @param parts of all that a change of should count as a new key. */
export function keyHash(...parts: readonly string[]): string {
	return createHmac('sha256', PURPOSE).update(JSON.stringify(parts)).digest('hex').slice(0, HEX_DIGITS);
}
