import { randomUUID } from 'node:crypto';

import type { Clock } from '../../router/clock';
import { z } from '../../vendor/zod';
import type { RedisCommands, Script } from './commands';
import { createOutage } from './outage';
import { BEAT, LEAVE } from './scripts/beat';
import { blindShare, fairShare } from './share';

/** How often a worker is heard: a newcomer waits so long until the others know of it. */
const BEAT_MS = 1_000;
/** A worker not heard for so long may be without Redis. */
const SILENT_MS = 10_000;
/** A worker not heard for so long is gone: long enough that a busy one is not taken for a dead one. */
const ALIVE_MS = 20_000;
/** A newcomer waits no longer for those who were heard of late: who lives has let it hear by then. */
const HEARING_MS = 3 * BEAT_MS;
/** How often one that is not with the others looks whether it can be. */
const LOOK_MS = 250;

/** `starting`: it has not tried yet. `shared`: Redis decides. `rejoining`: Redis and its own part. `apart`: its own part alone. */
type Phase = 'starting' | 'shared' | 'rejoining' | 'apart';

/** What keeps something in Redis and must know when it comes and goes. None of them may reject but by `run`. */
interface Member {
	/** Redis has just been lost. */
	lost?(): void;
	/** It is back, maybe empty: called before anything else is asked of it. */
	rejoin?(): Promise<void>;
	/** Every few seconds while it is there. */
	beat?(): Promise<void>;
	/** Likewise, and already while the others are waited for. */
	vouch?(): Promise<void>;
}

/** The n8n processes that share one Redis, seen from one of them. */
export interface Workers {
	/** Unique per process and start. */
	readonly id: string;
	phase(): Phase;
	/** This worker's part of a limit, by those last seen; see `fairShare`, `blindShare`. */
	share(whole: number): number;
	/** No other was seen at last. */
	alone(): boolean;
	/** Epoch ms of when Redis was lost; `null`: it is there, or never was. */
	lostAtMs(): number | null;
	/** Resolves when the first try to reach Redis is over, and the others know of this one; after 3 s in any case. */
	ready(): Promise<void>;
	/** Rejects at once where Redis is away; any error means that it is. */
	run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown>;
	add(member: Member): void;
	/** What the user should know and has not been told yet. */
	notices(): string[];
	close(): Promise<void>;
}

interface WorkersSetup {
	readonly commands: RedisCommands;
	readonly prefix: string;
	readonly clock: Clock;
	readonly windowMs: number;
}

const reply = z
	.tuple([z.number(), z.array(z.string()), z.array(z.string()), z.number()])
	.transform(([nowUs, pairs, expected, unknown]) => ({
		nowUs,
		heardAtUs: new Map(pairs.flatMap((id, i) => (i % 2 === 0 ? [[id, Number(pairs[i + 1])] as const] : []))),
		expected,
		wasUnknown: unknown === 1,
	}));
type BeatReply = z.infer<typeof reply>;

/** Starts at once to look for Redis, and never stops before `close`; keeps no idle process alive. */
export function createWorkers(setup: WorkersSetup): Workers {
	return new Crew(setup);
}

class Crew implements Workers {
	readonly id = randomUUID();
	private readonly members: Member[] = [];
	private readonly outage;
	private readonly firstTry: Promise<void>;
	private now: Phase = 'starting';
	/** Rises with each loss and each return: what was asked before says nothing of now. */
	private epoch = 0;
	/** All workers last seen, this one too, sorted; `null`: never saw Redis. */
	private seen: readonly string[] | null = null;
	private lostAt: number | null = null;
	private backAtMs = 0;
	private vouchedAtMs = 0;
	/** When Redis first heard this worker after its return, by its own clock; `null`: not yet. */
	private joinedAtUs: number | null = null;
	/** Who has not been heard since. */
	private waitingFor = new Set<string>();
	private timer: NodeJS.Timeout | null = null;
	private ticking = false;
	private closed = false;

	constructor(private readonly setup: WorkersSetup) {
		this.outage = createOutage(setup.clock);
		// After the caller has added its members.
		this.firstTry = Promise.resolve().then(() => this.arrive());
	}

	phase(): Phase {
		return this.now;
	}

	share(whole: number): number {
		if (this.seen !== null) return fairShare(whole, this.seen.indexOf(this.id), this.seen.length);
		// The others share all of it among themselves and do not count on this one.
		return this.isNew() ? 0 : blindShare(whole);
	}

	alone(): boolean {
		return this.seen?.length === 1;
	}

	lostAtMs(): number | null {
		return this.lostAt;
	}

	ready(): Promise<void> {
		return this.firstTry;
	}

	async run(script: Script, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
		const { epoch } = this;
		if (this.now === 'apart' || this.now === 'starting') throw new Error('Redis is away');
		try {
			return await this.setup.commands.run(script, keys, args);
		} catch (error) {
			if (epoch === this.epoch) this.lose(error);
			throw error;
		}
	}

	add(member: Member): void {
		this.members.push(member);
	}

	notices(): string[] {
		return this.outage.notices();
	}

	async close(): Promise<void> {
		this.closed = true;
		if (this.timer !== null) clearTimeout(this.timer);
		await this.run(LEAVE, [this.keys()[0]], [this.id]).catch(() => undefined);
		await this.setup.commands.close();
	}

	/** The others may not know of this one yet. */
	private isNew(): boolean {
		return this.now === 'rejoining' && this.seen === null;
	}

	private async arrive(): Promise<void> {
		const { clock } = this.setup;
		await this.tick();
		for (let waitedMs = 0; this.isNew() && !this.closed && waitedMs < HEARING_MS; waitedMs += LOOK_MS) {
			await clock.sleep(LOOK_MS, new AbortController().signal);
		}
	}

	private async tick(): Promise<void> {
		if (this.ticking) return;
		this.ticking = true;
		try {
			if (this.now === 'apart' || this.now === 'starting') await this.comeBack();
			else await this.beat();
		} catch {
			// `run` has taken note of it.
		}
		this.ticking = false;
		this.wakeLater();
	}

	private wakeLater(): void {
		if (this.timer !== null) clearTimeout(this.timer);
		if (this.closed) return;
		this.timer = setTimeout(() => void this.tick(), this.now === 'shared' ? BEAT_MS : LOOK_MS).unref();
	}

	private async comeBack(): Promise<void> {
		const problem = await this.setup.commands.problem();
		if (this.closed) return;
		if (problem !== null) {
			this.now = 'apart';
			this.outage.began(problem, this.seen?.length ?? null);
			return;
		}
		this.epoch += 1;
		this.now = 'rejoining';
		this.backAtMs = this.setup.clock.now();
		this.vouchedAtMs = this.backAtMs;
		this.joinedAtUs = null;
		await Promise.all(this.members.map(async (member) => await member.rejoin?.()));
		await this.beat();
	}

	/** From now on nothing of Redis counts until it has been joined anew. */
	private lose(error: unknown): void {
		const joined = this.now === 'shared' || this.joinedAtUs !== null;
		this.epoch += 1;
		this.now = 'apart';
		this.wakeLater();
		if (!joined) {
			// A return that failed half way changes nothing: the others did not count on it yet.
			this.outage.began(this.setup.commands.why(error), this.seen?.length ?? null);
			return;
		}
		this.lostAt = this.setup.clock.now();
		for (const member of this.members) member.lost?.();
	}

	private async beat(): Promise<void> {
		const { epoch } = this;
		const expected = this.now === 'rejoining' ? (this.seen ?? []) : [];
		const args = [this.id, ALIVE_MS * 1_000, this.setup.windowMs * 1_000, ...expected];
		const heard = reply.parse(await this.run(BEAT, this.keys(), args));
		if (epoch !== this.epoch) return;
		// Emptied, replaced or frozen without a broken line: what this worker wrote there may be gone.
		if (this.now === 'shared' && heard.wasUnknown) return this.lose(new Error('Redis has forgotten this worker'));
		if (this.now === 'rejoining' && !this.allAreBack(heard)) return await this.vouch(BEAT_MS);
		this.now = 'shared';
		this.lostAt = null;
		this.seen = [...heard.heardAtUs.keys()].sort();
		this.outage.ended();
		await Promise.all([this.vouch(0), ...this.members.map(async (member) => await member.beat?.())]);
	}

	/** @param pauseMs not before so long after the last time. */
	private async vouch(pauseMs: number): Promise<void> {
		const nowMs = this.setup.clock.now();
		if (Math.abs(nowMs - this.vouchedAtMs) < pauseMs) return;
		this.vouchedAtMs = nowMs;
		await Promise.all(this.members.map(async (member) => await member.vouch?.()));
	}

	private allAreBack({ nowUs, heardAtUs, expected }: BeatReply): boolean {
		if (this.joinedAtUs === null) {
			this.joinedAtUs = nowUs;
			this.waitingFor = new Set(this.seen ?? [...heardAtUs.keys(), ...expected]);
			this.waitingFor.delete(this.id);
		}
		const joinedAtUs = this.joinedAtUs;
		for (const id of this.waitingFor) {
			const known = heardAtUs.get(id);
			const isForgotten = known === undefined && !expected.includes(id);
			// It was with Redis to the end, where its calls are.
			const hasDied = known !== undefined && joinedAtUs - known <= SILENT_MS * 1_000 && nowUs - joinedAtUs > HEARING_MS * 1_000;
			if ((this.seen === null && (isForgotten || hasDied)) || (known ?? 0) > joinedAtUs) this.waitingFor.delete(id);
		}
		return this.waitingFor.size === 0 || this.setup.clock.now() - this.backAtMs >= this.setup.windowMs;
	}

	private keys(): [string, string] {
		return [`${this.setup.prefix}:workers`, `${this.setup.prefix}:expected`];
	}
}
