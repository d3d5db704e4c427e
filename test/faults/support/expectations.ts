import { existsSync, readFileSync } from 'node:fs';

import type { DecisionRecord } from '../../../router/ledger/record';
import { USAGE } from '../../support/faults/provider';
import { KEYS, nanoUsdOf } from '../../support/ladder';
import { NODE } from '../../support/routeNode';
import { promptsOf, STRUCK, type Case, type Observed } from './case';
import type { Foretold } from './foretold';

const BRANCHES = ['Fallback', 'Small', 'Large'] as const;
const MODELS = ['custom1/small', 'custom2/large'] as const;

/** What the page says of a case, seen and not foretold. */
export interface Seen {
	readonly branch: string;
	readonly failure: string | null;
	readonly calls: readonly [number, number];
	/** `null`: unknown, because some call may have been paid without anybody saying how much. */
	readonly costUsd: number | null;
}

/** Every item leaves once and whole, and the struck one by the branch and for the reason foretold. */
export function expectItems(one: Case, { result }: Observed, foretold: Foretold): Seen {
	expect(result.error).toBeUndefined();
	const runs = result.tasks(NODE).map((_, run) => BRANCHES.map((_branch, output) => result.items(NODE, output, run)));
	const prompts = promptsOf(one);
	expect(
		runs[0]
			?.flat()
			.map(({ json }) => json['text'])
			.sort(),
	).toEqual([...prompts].sort());
	// Where Route Only sent an item out, it is through once the call downstream was well.
	const through = one.operation === 'routeAndAnswer' ? ['Fallback', 'Small', 'Large'] : ['Fallback', 'Done'];
	const out = through.flatMap((node) => result.tasks(node).flatMap((_, run) => result.items(node, 0, run)));
	expect(out.map(({ json }) => json['text']).sort()).toEqual([...prompts].sort());
	for (const { json, binary } of out) {
		expect(json['own']).toEqual({ tag: (json['text'] as string).length });
		expect(binary).toMatchObject({ file: { data: 'QQ==' } });
	}
	for (const { json } of out.filter((item) => item.json['text'] !== STRUCK)) expect(json).toMatchObject({ output: 'Bonjour' });

	const last = (runs.at(-1) ?? []).flatMap((items, output) =>
		items.filter(({ json }) => json['text'] === STRUCK).map(({ json }) => ({ output, json })),
	);
	expect(last).toHaveLength(1);
	const route = (last[0]?.json['llmRoute'] ?? {}) as { branch: string; failure?: string; costUsd: number | null };
	expect({ branch: route.branch, output: BRANCHES[last[0]?.output ?? -1], failure: route.failure ?? null }).toEqual({
		branch: foretold.branch,
		output: foretold.branch,
		failure: foretold.failure,
	});
	return { branch: route.branch, failure: route.failure ?? null, calls: foretold.calls, costUsd: route.costUsd };
}

/** As many calls as foretold: at the providers, and in the log. */
export function expectCalls(one: Case, { records, arrivals, elsewhere, left }: Observed, foretold: Foretold): void {
	const arrived = arrivals.map((journal) => journal.filter(({ prompt }) => prompt === STRUCK).length);
	const nobody = one.fault.at === 'address' ? [0, one.pattern === 'all' ? 0 : foretold.calls[1]] : foretold.calls;
	expect(arrived).toEqual(nobody);
	expect(elsewhere).toBe(0);
	expect(left).toEqual([]);
	const turns = one.operation === 'routeAndAnswer' ? 1 : foretold.calls[0] + foretold.calls[1] + (foretold.branch === 'Fallback' ? 1 : 0);
	expect(records).toHaveLength(turns + promptsOf(one).length - 1);
	expect(new Set(records.map(({ dedupeKey }) => dedupeKey)).size).toBe(records.length);
	const struck = records.filter((record) => isStruck(record));
	const made = MODELS.map((model) =>
		one.operation === 'routeAndAnswer'
			? struck.flatMap(({ attempts }) => attempts.filter(({ modelId }) => modelId === model)).length
			: struck.filter(({ result }) => result.kind === 'routed' && result.modelId === model).length,
	);
	expect(made).toEqual(foretold.calls);
	if (one.operation === 'routeAndAnswer') for (const record of struck) expectFailures(one, record);
}

/** Each failed attempt has the foretold kind, and the next did not come before the provider's Retry-After was over. */
function expectFailures({ fault: { expected } }: Case, { attempts }: DecisionRecord): void {
	attempts.forEach(({ result, endedMs }, index) => {
		if (result.kind !== 'failed') return;
		expect(result.failure).toBe(expected.kind);
		if (expected.retryAfterMs === undefined) return;
		if (expected.retryAfterMs === 'soon') expect(result.retryAfterMs).toBeGreaterThan(0);
		else expect(result.retryAfterMs).toBe(expected.retryAfterMs);
		const next = attempts[index + 1];
		// Timers may be a hair early by the wall clock.
		if (next?.why === 'retry') expect(next.startedMs - endedMs).toBeGreaterThanOrEqual((result.retryAfterMs ?? 0) - 5);
	});
}

/** The item's cost is the sum of its charges, and they are what the providers billed, so far as they said. */
export function expectMoney(one: Case, { records, arrivals }: Observed, seen: Seen): void {
	const charges = records.flatMap((record) => record.charges);
	const own = records
		.filter((record) => isStruck(record))
		.flatMap((record) => record.charges)
		.map(({ costNanoUsd }) => costNanoUsd);
	const sum = own.reduce<number | null>((total, cost) => (total === null || cost === null ? null : total + cost), 0);
	expect(seen.costUsd).toBe(sum === null ? null : sum / 1e9);
	if (one.operation === 'routeOnly') return expect(charges).toEqual([]);
	const bills = arrivals.flatMap((journal, model) => journal.map(({ bills: said }) => ({ said, nano: nanoUsdOf(model, USAGE) })));
	const billed = bills.filter(({ said }) => said === 'usage').map(({ nano }) => nano);
	expect(
		charges
			.filter(({ basis }) => basis === 'reported')
			.map(({ costNanoUsd }) => costNanoUsd)
			.sort(),
	).toEqual(billed.sort());
	const unsaid = bills.filter(({ said }) => said === 'unsaid').length;
	expect(charges.filter(({ basis }) => basis === (one.fault.expected.kind === null ? 'estimated' : 'unknown'))).toHaveLength(unsaid);
	expect(charges).toHaveLength(billed.length + unsaid);
	if (one.fault.expected.kind === null) expect(seen.costUsd).toBeGreaterThan(0);
}

/** No key in any form: in nothing that n8n keeps of the run, nor in a byte of the log. */
export function expectNoKeys(observed: readonly Observed[], ledgerFile: string): void {
	const kept = observed.map(({ result }) => JSON.stringify(result.run.data));
	const files = [ledgerFile, `${ledgerFile}-wal`].filter((file) => existsSync(file)).map((file) => readFileSync(file, 'latin1'));
	for (const key of Object.values(KEYS)) {
		for (const form of [
			key,
			encodeURIComponent(key),
			Buffer.from(key).toString('base64').replace(/=+$/, ''),
			key.slice(0, 16),
			key.slice(-12),
		]) {
			for (const text of [...kept, ...files]) expect(text.includes(form)).toBe(false);
		}
	}
}

/** Prompts are not kept: the struck item is the first of a run, and the only one of a later. */
function isStruck({ dedupeKey }: DecisionRecord): boolean {
	return dedupeKey.endsWith(':0');
}
