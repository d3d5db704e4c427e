import { DOCUMENTS, type WeightsDocument } from '../../ledger/documents';
import type { FeedbackLedger } from '../../ledger/feedbackPort';
import { decoded, readWeightsDocument, toActiveVersion } from '../../strategies/weightsDocument';

import type { ActiveWeights } from './retrain';

export interface RollBackOptions {
	readonly ledger: Pick<FeedbackLedger, 'getDocument' | 'putDocument'>;
	/** Of the weights. */
	readonly name: string;
	/** `before`: what was in use before the weights in use were trained; a number: that version. */
	readonly to: 'before' | 'shipped' | number;
}

export type RolledBack =
	/** A new version is as `to` was. `to` 0: the shipped weights. */
	| { readonly kind: 'rolled_back'; readonly to: number; readonly before: ActiveWeights; readonly after: ActiveWeights }
	/** What was asked for is in use already. */
	| { readonly kind: 'in_use'; readonly to: number; readonly before: ActiveWeights }
	/** Nothing was ever trained by that name. */
	| { readonly kind: 'nothing_stored' }
	/** The shipped weights are in use, and there is nothing before them. */
	| { readonly kind: 'nothing_before' }
	| { readonly kind: 'no_such_version'; readonly newest: number }
	/** Somebody else stored `version` meanwhile. */
	| { readonly kind: 'conflict'; readonly version: number };

/**
 * Puts weights back in use by storing them as a new version, so that no version is ever lost and rolling back can be
 * rolled back. They are the old ones bit for bit, and so are the decisions.
 * @throws Error where the ledger cannot be used, or what is asked for cannot be read any more.
 */
export async function rollBack({ ledger, name, to }: RollBackOptions): Promise<RolledBack> {
	const newest = await ledger.getDocument(DOCUMENTS.weights, name);
	if (newest === null) return { kind: 'nothing_stored' };
	const inUse = toActiveVersion(newest);
	const target =
		to === 'shipped' ? SHIPPED : to === 'before' ? await before(ledger, name, inUse.origin) : await readVersion(ledger, name, to);
	if (target === 'nothing_before') return { kind: target };
	if (target === null) return { kind: 'no_such_version', newest: newest.version };
	const standing = { version: newest.version, weightsVersion: inUse.weightsVersion };
	const weightsVersion = decoded(target.document).version;
	if (standing.weightsVersion === weightsVersion) return { kind: 'in_use', to: target.origin, before: standing };
	const json: WeightsDocument = { ...target.document, rolledBackTo: target.origin };
	const stored = await ledger.putDocument({ kind: DOCUMENTS.weights, name, json, expectedVersion: newest.version });
	if (stored.kind === 'conflict') return stored;
	return { kind: 'rolled_back', to: target.origin, before: standing, after: { version: stored.version, weightsVersion } };
}

interface Version {
	/** The version that first was so; 0: the shipped weights. */
	readonly origin: number;
	readonly document: WeightsDocument;
}

const SHIPPED: Version = { origin: 0, document: { kind: 'shipped' } };

/** `null`: there is none. */
async function readVersion(ledger: RollBackOptions['ledger'], name: string, version: number): Promise<Version | null> {
	const read = await readWeightsDocument(ledger, { name, version });
	return read === null ? null : { origin: read.value.rolledBackTo ?? read.version, document: read.value };
}

/** Rolling back twice goes back two: a version that is itself a roll back counts as the one it went back to. */
async function before(ledger: RollBackOptions['ledger'], name: string, origin: number): Promise<Version | 'nothing_before' | null> {
	if (origin === 0) return 'nothing_before';
	return origin === 1 ? SHIPPED : await readVersion(ledger, name, origin - 1);
}
