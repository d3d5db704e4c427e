import type { DocumentHead, DocumentStored, StoredDocument } from '../../../router/ledger/feedbackPort';
import { z } from '../../../vendor/zod';

import { rows, type Steps } from './steps';

export interface DocumentWrite {
	readonly kind: string;
	readonly name: string;
	readonly text: string;
	readonly atMs: number;
	readonly expectedVersion: number | null;
	readonly keepVersions: number | null;
}

/** How often a document is tried to be put where somebody else puts another version at the same moment. */
const TRIES = 5;

export function* putDocument(put: DocumentWrite): Steps<DocumentStored> {
	const { kind, name, text, atMs, expectedVersion, keepVersions } = put;
	let newest = 0;
	for (let tries = 0; tries < TRIES; tries++) {
		newest = yield* newestVersion(put);
		if (expectedVersion !== null && expectedVersion !== newest) break;
		const [stored] = yield* rows(
			'INSERT INTO documents (kind, name, version, at_ms, json) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (kind, name, version) DO NOTHING RETURNING version',
			[kind, name, newest + 1, Math.round(atMs), text],
		);
		if (stored === undefined) continue;
		if (keepVersions !== null)
			yield* rows('DELETE FROM documents WHERE kind = $1 AND name = $2 AND version <= $3', [kind, name, newest + 1 - keepVersions]);
		return { kind: 'stored', version: newest + 1 };
	}
	return { kind: 'conflict', version: newest };
}

function* newestVersion({ kind, name }: DocumentName): Steps<number> {
	const [row] = yield* rows('SELECT max(version) AS version FROM documents WHERE kind = $1 AND name = $2', [kind, name]);
	return Number(row?.['version'] ?? 0);
}

const headSchema = z
	.object({ kind: z.string(), name: z.string(), version: z.number(), at_ms: z.number() })
	.transform(({ at_ms, ...head }): DocumentHead => ({ ...head, atMs: at_ms }));
const textSchema = z.object({ json: z.string() });

interface DocumentName {
	readonly kind: string;
	readonly name: string;
}

/** `version` `null`: the newest. */
export function* getDocument({ kind, name, version }: DocumentName & { readonly version: number | null }): Steps<StoredDocument | null> {
	const which = version === null ? 'ORDER BY version DESC LIMIT 1' : 'AND version = $3';
	const values = version === null ? [kind, name] : [kind, name, version];
	const [row] = yield* rows(`SELECT kind, name, version, at_ms, json FROM documents WHERE kind = $1 AND name = $2 ${which}`, values);
	if (row === undefined) return null;
	const json: unknown = JSON.parse(textSchema.parse(row).json);
	return { ...headSchema.parse(row), json };
}

export function* listDocuments(kind: string): Steps<readonly DocumentHead[]> {
	const heads = yield* rows(
		`SELECT kind, name, version, at_ms FROM documents AS one WHERE kind = $1
			AND version = (SELECT max(version) FROM documents WHERE kind = one.kind AND name = one.name)`,
		[kind],
	);
	// Databases sort texts each in its own way.
	return heads.map((row) => headSchema.parse(row)).sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function* deleteDocument({ kind, name }: DocumentName): Steps<boolean> {
	return (yield* rows('DELETE FROM documents WHERE kind = $1 AND name = $2 RETURNING version', [kind, name])).length > 0;
}
