import { DAY_MS } from '../../router/clock';
import { EMPTY_DAY, type DayTotals, type SpendingChange, type SpendingStore } from '../../router/execution/budgets/spendingStore';
import { z } from '../../vendor/zod';

import { addHere, fitsPart, newDay, type OwnDay } from './ownDay';
import { APPLY, BEGIN_DAY, READ_DAY, WRITE_DAY } from './scripts/spending';
import type { Workers } from './workers';

interface SharedSpendingSetup {
	readonly workers: Workers;
	readonly prefix: string;
}

type Applied = Awaited<ReturnType<SpendingStore['apply']>>;

const KEPT_MS = 3 * DAY_MS;
/** Days held per process: routers come and go, and yesterday is over. */
const DAYS_HELD = 1_000;
/** A day nobody asks about, yesterday's too, is not read every second for ever. */
const IDLE_BEATS = 60;
const OPENING = 'opening';

const amount = z.coerce.number();
const applied = z.union([z.tuple([]), z.tuple([z.number(), amount, amount, amount, amount])]);
const fields = z
	.array(z.string())
	.transform((pairs) => new Map(pairs.flatMap((name, i) => (i % 2 === 0 ? [[name, pairs[i + 1] ?? '0'] as const] : []))));

/**
 * Days that all workers count together: what one reserves, no other can. Without Redis each uses its part of what
 * was left as last heard (read every second, and with each change); what it spends is added once Redis is back, once,
 * since a worker writes all of its part and not what is missing. Others may have spent since that was heard: by so
 * much, a second of one worker's spending, an outage may pass the cap.
 */
export function createSharedSpending(setup: SharedSpendingSetup): SpendingStore {
	return new SharedSpending(setup);
}

class SharedSpending implements SpendingStore {
	private readonly days = new Map<string, Promise<OwnDay>>();
	private readonly known = new Map<string, OwnDay>();
	private readonly underWay = new Set<Promise<unknown>>();
	/** This worker's part is being written: nothing may be added before that. */
	private writing: Promise<void> = Promise.resolve();
	/** Something was added here alone. */
	private unwritten = false;

	constructor(private readonly setup: SharedSpendingSetup) {
		setup.workers.add({
			lost: () => this.known.forEach((day) => (day.atLoss = { standing: day.standing, own: day.own })),
			rejoin: () => (this.writing = this.writeAll()),
			beat: () => this.beat(),
		});
	}

	async apply(change: SpendingChange): Promise<Applied> {
		const { workers } = this.setup;
		await workers.ready();
		const day = await this.dayOf(change);
		day.idleBeats = 0;
		await this.written();
		if (workers.phase() === 'shared' || (workers.phase() === 'rejoining' && this.fits(day, change))) {
			const answer = await this.during(this.ask(day, change));
			if (answer !== null) return answer;
		}
		const fits = this.fits(day, change);
		if (fits) {
			addHere(day, change.add);
			// Redis may be back in this very moment, and this worker's part written already.
			this.unwritten = true;
		}
		return { applied: fits, standing: day.standing };
	}

	private async beat(): Promise<void> {
		if (this.unwritten) await (this.writing = this.writeAll());
		else
			await Promise.all([...this.known].map(async ([key, day]) => (++day.idleBeats > IDLE_BEATS ? undefined : await this.read(key, day))));
	}

	private async written(): Promise<void> {
		for (let last: Promise<void> | null = null; last !== this.writing; ) {
			last = this.writing;
			await last.catch(() => undefined);
		}
	}

	private fits(day: OwnDay, change: SpendingChange): boolean {
		return fitsPart(day, change, (whole) => this.setup.workers.share(whole));
	}

	/** `null`: Redis did not answer. What it may have added is put right when this worker's part is written. */
	private async ask(day: OwnDay, { key, add, capNanoUsd, reachedShare }: SpendingChange): Promise<Applied | null> {
		const { workers } = this.setup;
		const adds = [add.spentNanoUsd ?? 0, add.reservedNanoUsd ?? 0, add.requests ?? 0, add.reached ?? 0];
		const args = [workers.id, KEPT_MS, capNanoUsd ?? -1, reachedShare ?? -1, ...adds];
		const run = async () => applied.parse(await workers.run(APPLY, [this.keyOf(key)], args));
		try {
			let reply = await run();
			if (reply.length === 0) {
				await this.write(key, day, BEGIN_DAY);
				reply = await run();
			}
			if (reply.length === 0) return null;
			const [done, spentNanoUsd, reservedNanoUsd, requests, reached] = reply;
			if (done === 1) addHere(day, add);
			day.standing = { spentNanoUsd, reservedNanoUsd, requests, reached };
			return { applied: done === 1, standing: day.standing };
		} catch {
			return null;
		}
	}

	/** Looks in Redis first; only where nobody began the day there is the ledger asked. */
	private dayOf({ key, opening }: SpendingChange): Promise<OwnDay> {
		const day = this.days.get(key) ?? this.open(key, opening);
		this.days.set(key, day);
		day.catch(() => this.days.delete(key));
		for (const old of this.days.keys()) {
			if (this.days.size <= DAYS_HELD) break;
			this.days.delete(old);
			this.known.delete(old);
		}
		return day;
	}

	private async open(key: string, opening: () => Promise<DayTotals>): Promise<OwnDay> {
		const found = await this.fieldsOf(key).catch(() => null);
		const day = found === null || found.size === 0 ? await this.begin(opening) : newDay(sumsOf(found), this.partsOfOthers(found));
		this.known.set(key, day);
		return day;
	}

	private async begin(opening: () => Promise<DayTotals>): Promise<OwnDay> {
		const standing = await opening();
		return newDay(standing, partOf(OPENING, standing));
	}

	private async read(key: string, day: OwnDay): Promise<void> {
		const found = await this.fieldsOf(key);
		if (found.size === 0) return;
		day.others = this.partsOfOthers(found);
		day.standing = sumsOf(found);
	}

	private async fieldsOf(key: string): Promise<Map<string, string>> {
		return fields.parse(await this.setup.workers.run(READ_DAY, [this.keyOf(key)], []));
	}

	private async writeAll(): Promise<void> {
		// Their answers say what this worker's part is.
		await Promise.allSettled(this.underWay);
		this.unwritten = false;
		await Promise.all([...this.known].map(([key, day]) => this.write(key, day)));
	}

	private async write(key: string, day: OwnDay, script = WRITE_DAY): Promise<void> {
		const { workers } = this.setup;
		const parts = [...day.others, ...partOf(workers.id, day.own)].flat();
		const found = fields.parse(await workers.run(script, [this.keyOf(key)], [workers.id, KEPT_MS, ...parts]));
		day.others = this.partsOfOthers(found);
		day.standing = sumsOf(found);
	}

	private partsOfOthers(found: ReadonlyMap<string, string>): Map<string, string> {
		return new Map([...found].filter(([name]) => name.includes(':') && !name.startsWith(`${this.setup.workers.id}:`)));
	}

	private async during<T>(work: Promise<T>): Promise<T> {
		this.underWay.add(work);
		return await work.finally(() => this.underWay.delete(work));
	}

	private keyOf(key: string): string {
		return `${this.setup.prefix}:spending:${key}`;
	}
}

function partOf(name: string, { spentNanoUsd, reservedNanoUsd, requests, reached }: DayTotals): Map<string, string> {
	const amounts = Object.entries({ spent: spentNanoUsd, reserved: reservedNanoUsd, requests, reached });
	return new Map(amounts.map(([field, value]) => [`${name}:${field}`, String(value)]));
}

function sumsOf(found: ReadonlyMap<string, string>): DayTotals {
	const of = (name: string) => Number(found.get(name) ?? 0);
	return { ...EMPTY_DAY, spentNanoUsd: of('spent'), reservedNanoUsd: of('reserved'), requests: of('requests'), reached: of('reached') };
}
