import { setTimeout as sleep } from 'node:timers/promises';
import type { Said } from '../../test/support/chatClient';
import { figuresOf, type Figures } from './figures';
import type { Pace } from './pacedProvider';
import { AGENT, WAYS, type BenchWorld, type Way } from './world';

/** What somebody sees who chats. */
export interface ChatSpeed {
	readonly way: Way;
	readonly firstTokenMs: Figures;
	readonly tokensPerSecond: Figures;
	/** To the end of n8n's answer: what is done behind the last token is in it. */
	readonly wholeMs: Figures;
}

/** n8n writes the execution down after it has answered, which must not fall into the next one. */
const PAUSE_MS = 150;
/** The first ones of a process load code. */
const WARM_UP = 3;

/** Asks in turns, so that what else the machine does meets all ways alike. @param ways those the world has. */
export async function measureChatSpeed(world: BenchWorld, pace: Pace, rounds: number, ways: readonly Way[] = WAYS): Promise<ChatSpeed[]> {
	const timings = new Map<Way, Timing[]>(ways.map((way) => [way, []]));
	for (let round = -WARM_UP; round < rounds; round++) {
		for (const way of turned(ways, round + WARM_UP)) {
			const timing = timingOf(await world.ask(way), pace);
			if (round >= 0) timings.get(way)?.push(timing);
			await sleep(PAUSE_MS);
		}
	}
	return [...timings].map(([way, all]) => ({
		way,
		firstTokenMs: figuresOf(all.map(({ firstMs }) => firstMs)),
		tokensPerSecond: figuresOf(all.map(({ tokensPerSecond }) => tokensPerSecond)),
		wholeMs: figuresOf(all.map(({ wholeMs }) => wholeMs)),
	}));
}

interface Timing {
	readonly firstMs: number;
	readonly tokensPerSecond: number;
	readonly wholeMs: number;
}

function timingOf(said: Said, { tokens }: Pace): Timing {
	const parts = said.chunks.filter(({ type, metadata, content = '' }) => type === 'item' && metadata?.nodeName === AGENT && content !== '');
	const [first, last] = [parts.at(0), parts.at(-1)];
	const count = wordsIn(said.text(AGENT));
	if (first === undefined || last === undefined || count !== tokens)
		throw new Error(`${String(count)} of ${String(tokens)} tokens arrived: ${JSON.stringify(said.chunks).slice(0, 500)}`);
	return {
		firstMs: first.atMs,
		tokensPerSecond: (count - wordsIn(first.content)) / ((last.atMs - first.atMs) / 1000),
		wholeMs: said.chunks.at(-1)?.atMs ?? NaN,
	};
}

function wordsIn(text = ''): number {
	return text.split(' ').filter((word) => word !== '').length;
}

/** Who is asked first changes. */
function turned<T>(all: readonly T[], by: number): readonly T[] {
	const at = by % all.length;
	return [...all.slice(at), ...all.slice(0, at)];
}
