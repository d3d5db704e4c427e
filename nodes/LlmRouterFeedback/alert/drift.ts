import { ConfigError } from '../../../router/configError';
import { allDecisions } from '../../../router/learning/log/export';
import { DOCUMENTS, readDocument, thresholdDocumentSchema, type ThresholdDocument } from '../../../router/ledger/documents';
import { checkDrift, StretchReader, type DriftOptions, type DriftRule, type Stretch } from '../../../router/report/alerts/drift';
import type { Finding } from '../../../router/report/alerts/finding';
import { calledRouter, type RouterNames } from '../../../router/report/routerNames';
import { shown } from '../../shared/values';
import type { OperationOptions } from '../operation';

import { currentPriceList } from './priceList';
import { HOUR_MS, type Windows } from './windows';

/** Newest requests that are read of each stretch: enough to see a tenth of them move. */
const MOST_READ = 2_000;

type Certificate = NonNullable<ThresholdDocument['certificate']>;

interface FindDriftOptions {
	readonly ask: OperationOptions;
	/** All of them have one window and one threshold. */
	readonly rules: readonly DriftRule[];
	readonly windows: Windows;
	readonly names: RouterNames;
}

/** What has moved, for each router that had requests in the window. */
export async function findDrift({ ask, rules, windows, names }: FindDriftOptions): Promise<Finding[]> {
	const [first] = rules;
	if (first === undefined) return [];
	const certificate = first.thresholdName === null ? null : await certificateOf(ask, first.thresholdName);
	const { routers } = await windows.of(first.routerId, first.windowHours);
	const listed = currentPriceList();
	const findings: Finding[] = [];
	for (const { name: routerId } of routers) {
		const own = certificate?.routerId === routerId ? certificate : null;
		const compared = await compare({ ask, routerId, windowMs: first.windowHours * HOUR_MS, certificate: own });
		findings.push(
			...rules.map((rule) =>
				checkDrift({ rule, routerId, called: calledRouter(names, routerId), listed, certified: own !== null, ...compared }),
			),
		);
	}
	return findings;
}

/** `null`: the user has set it, so it was compared with nothing. */
async function certificateOf({ ledger }: OperationOptions, name: string): Promise<Certificate | null> {
	const found = await readDocument(ledger, { kind: DOCUMENTS.threshold, name, schema: thresholdDocumentSchema });
	if (found === null)
		throw new ConfigError(
			'Threshold Name',
			`is "${shown(name)}", and none is saved under that name`,
			'Calibrate one and save it, or compare with the time before.',
		);
	return found.value.certificate;
}

interface Compare {
	readonly ask: OperationOptions;
	readonly routerId: string;
	readonly windowMs: number;
	readonly certificate: Certificate | null;
}

async function compare({ ask, routerId, windowMs, certificate }: Compare): Promise<Pick<DriftOptions, 'now' | 'before' | 'comparable'>> {
	const { nowMs } = ask;
	const now = await read({ ask, routerId, fromMs: nowMs - windowMs, toMs: nowMs, like: null, most: MOST_READ });
	if (certificate === null) {
		const before = await read({ ask, routerId, fromMs: nowMs - 2 * windowMs, toMs: nowMs - windowMs, like: now.newest, most: MOST_READ });
		return { now, comparable: true, before: { ...before, models: before.newest?.candidates.map(({ modelId }) => modelId) ?? null } };
	}
	const { newest } = await read({ ask, routerId, fromMs: 0, toMs: certificate.period.toMs + 1, like: null, most: 1 });
	const comparable = now.newest !== null && now.newest.weightsVersion === certificate.weightsVersion;
	return { now, comparable, before: { newest, traffic: certificate.traffic, models: certificate.models } };
}

interface Reading {
	readonly ask: OperationOptions;
	readonly routerId: string;
	readonly fromMs: number;
	readonly toMs: number;
	readonly like: Stretch['newest'];
	readonly most: number;
}

async function read({ ask, routerId, fromMs, toMs, like, most }: Reading): Promise<Stretch> {
	const reader = new StretchReader(like);
	let left = most;
	for await (const decision of allDecisions({ ledger: ask.ledger, filter: { routerId, fromMs, toMs }, order: 'newest' })) {
		reader.add(decision);
		if (--left <= 0 || ask.signal.aborted) break;
	}
	return reader.read();
}
