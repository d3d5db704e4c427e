import { type PeriodTotals, type SpendingChange, type SpendingStore } from '../../router/execution/budgets/spendingStore';
import { z } from '../../vendor/zod';

import { addHere, fitsPart, newPeriod, standingApart, type OwnPeriod } from './ownPeriod';
import { APPLY, BEGIN_PERIOD, READ_PERIOD, WRITE_PERIOD } from './scripts/spending';
import type { Workers } from './workers';

interface SharedSpendingSetup {
	readonly workers: Workers;
	readonly prefix: string;
}

type Applied = Awaited<ReturnType<SpendingStore['apply']>>;

/** Held per process: each customer may have a budget. Redis knows the others, and what is over. */
const MOST_HELD = 1_000;
/** What nobody asks about, yesterday too, is not read every second for ever. */
const IDLE_BEATS = 60;
const OPENING = 'opening';

const amount = z.coerce.number();
const applied = z.union([z.tuple([]), z.tuple([z.number(), amount, amount, amount, amount])]);
const fields = z
	.array(z.string())
	.transform((pairs) => new Map(pairs.flatMap((name, i) => (i % 2 === 0 ? [[name, pairs[i + 1] ?? '0'] as const] : []))));

/**
 * Periods that all workers count together: what one reserves, no other can. Without Redis each uses its part of what
 * was left as last heard (read every second, and with each change); what it spends is added once Redis is back, once,
 * since a worker writes all of its part and not what is missing. Others may have spent since that was heard: by so
 * much, a second of one worker's spending, an outage may pass the cap.
 */
export function createSharedSpending(setup: SharedSpendingSetup): SpendingStore {
	return new SharedSpending(setup);
}

class SharedSpending implements SpendingStore {
	private readonly periods = new Map<string, Promise<OwnPeriod>>();
	/** Those that are open, in the order of their last change. */
	private readonly known = new Map<string, OwnPeriod>();
	private opened = 0;
	private readonly underWay = new Set<Promise<unknown>>();
	/** This worker's part is being written: nothing may be added before that. */
	private writing: Promise<void> = Promise.resolve();
	/** Something was added here alone. */
	private unwritten = false;

	constructor(private readonly setup: SharedSpendingSetup) {
		setup.workers.add({
			lost: () => this.known.forEach((period) => (period.atLoss = { standing: period.standing, own: period.own })),
			rejoin: () => (this.writing = this.writeAll()),
			beat: () => this.beat(),
		});
	}

	async apply(change: SpendingChange): Promise<Applied> {
		await this.setup.workers.ready();
		const period = await this.periodOf(change);
		period.inUse += 1;
		try {
			return await this.change(period, change);
		} finally {
			period.inUse -= 1;
		}
	}

	private async change(period: OwnPeriod, change: SpendingChange): Promise<Applied> {
		const { workers } = this.setup;
		await this.written();
		if (workers.phase() === 'shared' || (workers.phase() === 'rejoining' && this.fits(period, change))) {
			const answer = await this.during(this.ask(period, change));
			if (answer !== null) return answer;
		}
		const fits = this.fits(period, change);
		if (fits) {
			addHere(period, change.add);
			// Redis may be back in this very moment, and this worker's part written already.
			this.unwritten = true;
		}
		return { applied: fits, standing: standingApart(period, change, (whole) => workers.share(whole)) };
	}

	private async beat(): Promise<void> {
		if (this.unwritten) await (this.writing = this.writeAll());
		else
			await Promise.all(
				[...this.known].map(async ([key, period]) => (++period.idleBeats > IDLE_BEATS ? undefined : await this.read(key, period))),
			);
	}

	private async written(): Promise<void> {
		for (let last: Promise<void> | null = null; last !== this.writing; ) {
			last = this.writing;
			await last.catch(() => undefined);
		}
	}

	private fits(period: OwnPeriod, change: SpendingChange): boolean {
		return fitsPart(period, change, (whole) => this.setup.workers.share(whole));
	}

	/** `null`: Redis did not answer. What it may have added is put right when this worker's part is written. */
	private async ask(period: OwnPeriod, { key, add, capNanoUsd, reachedShare, keepMs }: SpendingChange): Promise<Applied | null> {
		const { workers } = this.setup;
		const adds = [add.spentNanoUsd ?? 0, add.reservedNanoUsd ?? 0, add.requests ?? 0, add.reached ?? 0];
		const args = [period.part, keepMs, capNanoUsd ?? -1, reachedShare ?? -1, ...adds];
		const run = async () => applied.parse(await workers.run(APPLY, [this.keyOf(key)], args));
		try {
			let reply = await run();
			if (reply.length === 0) {
				await this.write(key, period, BEGIN_PERIOD);
				reply = await run();
			}
			if (reply.length === 0) return null;
			const [done, spentNanoUsd, reservedNanoUsd, requests, reached] = reply;
			if (done === 1) addHere(period, add);
			period.standing = { spentNanoUsd, reservedNanoUsd, requests, reached };
			return { applied: done === 1, standing: period.standing };
		} catch {
			return null;
		}
	}

	/** Looks in Redis first; only where nobody began the period there is the ledger asked. */
	private async periodOf(change: SpendingChange): Promise<OwnPeriod> {
		const { key } = change;
		const opening = this.periods.get(key) ?? this.open(change);
		this.periods.set(key, opening);
		const period = await opening.catch((error: unknown) => {
			if (this.periods.get(key) === opening) this.periods.delete(key);
			throw error;
		});
		// It may have been dropped meanwhile, and opened anew.
		if (this.periods.get(key) !== opening) return await this.periodOf(change);
		this.known.delete(key);
		this.known.set(key, period);
		period.idleBeats = 0;
		period.keepMs = change.keepMs;
		this.dropLongUnused(key);
		return period;
	}

	/** Not what Redis does not have yet, nor what is being changed. */
	private dropLongUnused(used: string): void {
		if (this.setup.workers.phase() !== 'shared' || this.unwritten) return;
		for (const [key, { inUse }] of this.known) {
			if (this.known.size <= MOST_HELD) return;
			if (key === used || inUse > 0) continue;
			this.known.delete(key);
			this.periods.delete(key);
		}
	}

	private async open({ key, opening }: SpendingChange): Promise<OwnPeriod> {
		const { id } = this.setup.workers;
		const found = await this.fieldsOf(key).catch(() => null);
		if (found !== null && found.size > 0) {
			return newPeriod({ part: id, own: sumsOf(found, `${id}:`), standing: sumsOf(found), others: partsBeside(id, found) });
		}
		// What this worker added before may be where it cannot be read: not to be written over.
		const part = found === null ? `${id}/${String(++this.opened)}` : id;
		const standing = await opening();
		return newPeriod({ part, standing, others: partOf(OPENING, standing) });
	}

	private async read(key: string, period: OwnPeriod): Promise<void> {
		const found = await this.fieldsOf(key);
		if (found.size === 0) return;
		period.others = partsBeside(period.part, found);
		period.standing = sumsOf(found);
	}

	private async fieldsOf(key: string): Promise<Map<string, string>> {
		return fields.parse(await this.setup.workers.run(READ_PERIOD, [this.keyOf(key)], []));
	}

	private async writeAll(): Promise<void> {
		// Their answers say what this worker's part is.
		await Promise.allSettled(this.underWay);
		this.unwritten = false;
		await Promise.all([...this.known].map(([key, period]) => this.write(key, period)));
	}

	private async write(key: string, period: OwnPeriod, script = WRITE_PERIOD): Promise<void> {
		const { workers } = this.setup;
		const parts = [...period.others, ...partOf(period.part, period.own)].flat();
		const found = fields.parse(await workers.run(script, [this.keyOf(key)], [period.part, period.keepMs, ...parts]));
		period.others = partsBeside(period.part, found);
		period.standing = sumsOf(found);
	}

	private async during<T>(work: Promise<T>): Promise<T> {
		this.underWay.add(work);
		return await work.finally(() => this.underWay.delete(work));
	}

	private keyOf(key: string): string {
		return `${this.setup.prefix}:spending:${key}`;
	}
}

function partsBeside(own: string, found: ReadonlyMap<string, string>): Map<string, string> {
	return new Map([...found].filter(([name]) => name.includes(':') && !name.startsWith(`${own}:`)));
}

function partOf(name: string, { spentNanoUsd, reservedNanoUsd, requests, reached }: PeriodTotals): Map<string, string> {
	const amounts = Object.entries({ spent: spentNanoUsd, reserved: reservedNanoUsd, requests, reached });
	return new Map(amounts.map(([field, value]) => [`${name}:${field}`, String(value)]));
}

function sumsOf(found: ReadonlyMap<string, string>, part = ''): PeriodTotals {
	const of = (name: string) => Number(found.get(part + name) ?? 0);
	return { spentNanoUsd: of('spent'), reservedNanoUsd: of('reserved'), requests: of('requests'), reached: of('reached') };
}
