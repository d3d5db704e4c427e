import type { Clock } from '../../router/clock';
import { neverFits, type Slots, type SlotResult } from '../../router/health/slots';
import { WINDOW_MS, type Load } from '../../router/health/slidingLog';
import type { Limits } from '../../router/registry/model';
import { z } from '../../vendor/zod';

import type { Script } from './commands';
import { createOwnCalls, type OwnCall, type OwnCalls } from './ownCalls';
import { LEFT, RENEW, SETTLE, TAKE, TIGHTEN, WRITE } from './scripts/callLog';
import type { Workers } from './workers';

interface SharedSlotsSetup {
	readonly workers: Workers;
	readonly prefix: string;
	readonly clock: Clock;
	/** Default: `WINDOW_MS`, 61 s. */
	readonly windowMs?: number;
}

/**
 * How long Redis believes that a call runs without hearing of it. Its worker says so every second, so that a call may
 * take as long as it likes, and one of a killed worker holds its place for 20 s at most.
 */
const LEASE_MS = 20_000;
const SOON_MS = 1_000;
const UNKNOWN = -1;
const NEVER_SENT = -2;
/** Values of one script at once: Lua's stack is small. */
const AT_ONCE = 500;

const reply = z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]);

/**
 * Places that all workers keep together. While Redis is there it decides, by its own clock. Each worker keeps its
 * own calls beside that, by the clock it was given, which is what it goes by when Redis is gone.
 *
 * The bound: at no time do the calls of a window, over all workers, pass the limit L. Let Redis be lost for all of
 * them at T, let worker i have own(i) calls in the window then, and N be the workers.
 * 1. Until T every call was taken in Redis before it left, so the sum of own(i) is at most L. What Redis took and
 *    could not say any more was not sent.
 * 2. Worker i notices later, at T(i); between T and T(i) it gets no place. For one window from T(i) it sends only
 *    while it has fewer than min(own(i), its share) in its own window, so it never has more than own(i): the sum
 *    stays at most L. (Using what the log last left free, divided by N, would not do: between that answer and T
 *    others may have taken all of it.) A worker that is alone is its own sum, and has its share, L, at once.
 * 3. From T(i) + window on it sends while it has fewer than its share, and the calls from before T have left the
 *    window by then. Each has at most max(what 2 allowed, share), which is its share; the shares sum up to L.
 *    Where some are still in 2 the others are in 3, each has at most its share.
 * 4. Redis is back, perhaps empty. A worker writes its calls of the window there before it is heard, and from the
 *    moment it begins to write takes each call in Redis too, within its share as well. It lets go of its share
 *    when all workers it last saw have been heard after its own return, in any case after a window: their calls
 *    are all in Redis then, and 1 holds again; who still keeps to its share takes less than it might.
 * 5. A newcomer sends nothing before the others have been heard after it, and so know of it: else it would be none of
 *    their N, and nobody would wait for it in 4. Redis lost before that: it sends nothing for a window, as in 2.
 * Not covered: a worker cut off alone from a Redis that lives adds at most its share (the others have all of L).
 * One that starts between the return of an empty Redis and that of the others is not counted by them and adds its
 * own part. One that never saw Redis, or was new when it went a window ago, uses a quarter, be there more than four.
 * A dead worker's calls are lost with Redis, hence the whole window in 4. Tokens: the same with the reserved ones.
 * Calls under way: as in 2; after a window, those that run longer than that come on top.
 */
export function createSharedSlots(setup: SharedSlotsSetup): Slots {
	return new SharedSlots(setup);
}

class SharedSlots implements Slots {
	private readonly models = new Map<string, OwnCalls>();
	private readonly windowMs: number;
	private calls = 0;

	constructor(private readonly setup: SharedSlotsSetup) {
		this.windowMs = setup.windowMs ?? WINDOW_MS;
		setup.workers.add({
			lost: () => this.models.forEach((own) => own.lost(setup.clock.now())),
			rejoin: () => this.forEach((limitsKey, own) => this.write(limitsKey, own.calls(setup.clock.now()))),
			vouch: () => this.forEach((limitsKey, own) => this.renew(limitsKey, own.running())),
		});
	}

	async acquire(limitsKey: string, limits: Limits, tokens: number): Promise<SlotResult> {
		const { workers, clock } = this.setup;
		if (neverFits(limits, tokens)) return { kind: 'never_fits' };
		const own = this.of(limitsKey);
		const name = `${workers.id}:${String(++this.calls)}`;
		const takeHere = (): SlotResult => ({ kind: 'taken', slot: own.take(name, limits, tokens, clock.now()) });
		if (!isLimited(limits)) return { kind: 'taken', slot: own.log.acquire(limits, tokens, clock.now()) };
		await workers.ready();
		if (workers.phase() === 'shared' || this.partFreeAt(own, limits, { requests: 1, tokens }) === null) {
			if (workers.phase() === 'apart') return takeHere();
			const answer = await this.ask({ limitsKey, own, name, limits, tokens });
			if (answer !== null) return answer;
		}
		const freeAtMs = this.partFreeAt(own, limits, { requests: 1, tokens });
		if (freeAtMs !== null) return { kind: 'full', freeAtMs };
		// Redis is back in this very moment, and must hear of the call: the next try does it.
		return workers.phase() === 'apart' ? takeHere() : { kind: 'full', freeAtMs: clock.now() + 1 };
	}

	markSent(slot: Parameters<Slots['markSent']>[0]): void {
		const name = this.of(slot.limitsKey).left(slot, this.setup.clock.now());
		if (name !== undefined) this.runInBackground(LEFT, slot.limitsKey, [name, this.windowMs]);
	}

	settle(slot: Parameters<Slots['settle']>[0], tokens: number | null): void {
		const name = this.of(slot.limitsKey).settle(slot, tokens);
		if (name !== undefined) this.runInBackground(SETTLE, slot.limitsKey, [name, tokens === null ? UNKNOWN : Math.ceil(tokens)]);
	}

	release(slot: Parameters<Slots['release']>[0]): void {
		const name = this.of(slot.limitsKey).giveBack(slot);
		if (name !== undefined) this.runInBackground(SETTLE, slot.limitsKey, [name, NEVER_SENT]);
	}

	tighten(...[limitsKey, hint, nowMs]: Parameters<Slots['tighten']>): void {
		this.of(limitsKey).log.tighten(hint, nowMs);
		const waits = [
			hint.remainingRequests !== null && hint.remainingRequests <= 0 ? (hint.requestsResetMs ?? 0) : 0,
			hint.remainingTokens !== null && hint.remainingTokens <= 0 ? (hint.tokensResetMs ?? 0) : 0,
		];
		const waitMs = Math.ceil(Math.min(this.windowMs, Math.max(...waits)));
		if (waitMs > 0) this.runInBackground(TIGHTEN, limitsKey, [waitMs]);
	}

	freeAt(...[limitsKey, limits, load, nowMs]: Parameters<Slots['freeAt']>): number | null {
		const own = this.of(limitsKey);
		if (this.setup.workers.phase() !== 'shared') return this.partFreeAt(own, limits, load);
		const untilMs = Math.max(
			own.log.freeAt(limits, load, nowMs) ?? nowMs,
			own.others.freeAt(limits, load, own.log.used(nowMs), nowMs) ?? nowMs,
		);
		return untilMs > nowMs ? untilMs : null;
	}

	free(...[limitsKey, limits, nowMs]: Parameters<Slots['free']>): ReturnType<Slots['free']> {
		const own = this.of(limitsKey);
		if (this.setup.workers.phase() !== 'shared') return own.log.free(this.part(own, limits), nowMs);
		return own.others.free(own.log.free(limits, nowMs), nowMs);
	}

	/** `null`: Redis did not answer. */
	private async ask({ limitsKey, own, name, limits, tokens }: Ask): Promise<SlotResult | null> {
		const { workers, clock } = this.setup;
		const asked = { requests: 1, tokens };
		own.asked = sum(own.asked, asked, 1);
		const args = [name, this.windowMs, LEASE_MS, limits.requestsPerMinute ?? -1, limits.tokensPerMinute ?? -1, limits.parallel ?? -1];
		const answer = reply.safeParse(await workers.run(TAKE, this.keys(limitsKey), [...args, Math.ceil(tokens)]).catch(() => null));
		own.asked = sum(own.asked, asked, -1);
		if (!answer.success) return null;
		const [taken, waitMs, ...stands] = answer.data;
		const standing = { requests: stands[0], tokens: stands[1], parallel: stands[2] };
		const nowMs = clock.now();
		const slot = taken === 1 ? own.take(name, limits, tokens, nowMs) : null;
		const full = slot === null ? { untilMs: nowMs + waitMs, tokens } : null;
		own.others.update(standing, own.log.used(nowMs), nowMs, full);
		return slot === null ? { kind: 'full', freeAtMs: nowMs + waitMs } : { kind: 'taken', slot };
	}

	/** When this worker's own part of the limits has room, in epoch ms; `null`: now. */
	private partFreeAt(own: OwnCalls, limits: Limits, load: Load): number | null {
		const nowMs = this.setup.clock.now();
		const all = sum(load, own.asked, 1);
		const atMs = own.log.freeAt(this.part(own, limits), all, nowMs);
		// The others are about to be heard.
		if (atMs !== null && this.setup.workers.phase() === 'rejoining') return Math.min(atMs, nowMs + SOON_MS);
		const endMs = this.firstWindowEnd();
		if (atMs === null || endMs <= nowMs) return atMs;
		return Math.min(atMs, Math.max(endMs, own.log.freeAt(this.share(limits), all, nowMs) ?? endMs));
	}

	private part(own: OwnCalls, limits: Limits): Limits {
		const share = this.share(limits);
		// Alone, nobody else can have taken what was free at the loss.
		if (this.setup.workers.alone() || this.firstWindowEnd() <= this.setup.clock.now()) return share;
		const least = (a: number | null, b: number) => (a === null ? null : Math.min(a, b));
		return {
			requestsPerMinute: least(share.requestsPerMinute, own.atLoss.requests),
			tokensPerMinute: least(share.tokensPerMinute, own.atLoss.tokens),
			parallel: least(share.parallel, own.atLoss.parallel),
		};
	}

	private share({ requestsPerMinute, tokensPerMinute, parallel }: Limits): Limits {
		const of = (limit: number | null) => (limit === null ? null : this.setup.workers.share(limit));
		return { requestsPerMinute: of(requestsPerMinute), tokensPerMinute: of(tokensPerMinute), parallel: of(parallel) };
	}

	private firstWindowEnd(): number {
		return (this.setup.workers.lostAtMs() ?? -Infinity) + this.windowMs;
	}

	private async write(limitsKey: string, calls: readonly OwnCall[]): Promise<void> {
		for (let from = 0; from < calls.length; from += AT_ONCE) {
			const rows = calls
				.slice(from, from + AT_ONCE)
				.map(({ name, ageMs, tokens, running }) => [name, Math.max(0, ageMs), Math.ceil(tokens), running ? 1 : 0]);
			await this.setup.workers.run(WRITE, this.keys(limitsKey), [this.windowMs, LEASE_MS, ...rows.flat()]);
		}
	}

	private async renew(limitsKey: string, names: readonly string[]): Promise<void> {
		if (names.length > 0) await this.setup.workers.run(RENEW, this.keys(limitsKey), [LEASE_MS, ...names]);
	}

	private async forEach(act: (limitsKey: string, own: OwnCalls) => Promise<void>): Promise<void> {
		await Promise.all([...this.models].map(([limitsKey, own]) => act(limitsKey, own)));
	}

	/** In the background: what is lost here is written when Redis is back. */
	private runInBackground(script: Script, limitsKey: string, args: readonly (string | number)[]): void {
		this.setup.workers.run(script, this.keys(limitsKey), args).catch(() => undefined);
	}

	private of(limitsKey: string): OwnCalls {
		const own = this.models.get(limitsKey) ?? createOwnCalls(limitsKey, this.windowMs);
		this.models.set(limitsKey, own);
		return own;
	}

	private keys(limitsKey: string): string[] {
		return ['calls', 'tokens', 'running', 'tight'].map((kind) => `${this.setup.prefix}:${kind}:${limitsKey}`);
	}
}

interface Ask {
	readonly limitsKey: string;
	readonly own: OwnCalls;
	readonly name: string;
	readonly limits: Limits;
	readonly tokens: number;
}

function sum(a: Load, b: Load, sign: 1 | -1): Load {
	return { requests: a.requests + sign * b.requests, tokens: a.tokens + sign * b.tokens };
}

function isLimited({ requestsPerMinute, tokensPerMinute, parallel }: Limits): boolean {
	return requestsPerMinute !== null || tokensPerMinute !== null || parallel !== null;
}
