import { type AuditedRequest, ladderOf } from '../log/audited';
import type { Logged } from './fairSample';
import { atOnce, mapInSlices, type Sliced } from '../slices';

const STEPS = 100;
/** What a person would type; and so a threshold survives being shown and entered again. */
const DECIMALS = 1e4;

/**
 * The thresholds that calibration tries, highest first: all thousandths. The same for every log, because an order that
 * moved as the log grows would be another test at each look; and as fine as a classifier's predictions lie close
 * together, because in a fixed sequence more tests cost nothing.
 */
export const THOUSANDTHS: readonly number[] = Array.from({ length: 1_001 }, (_, i) => (1_000 - i) / 1_000);

export function toLogged(requests: readonly AuditedRequest[]): Logged[] {
	return atOnce(readingLog(requests));
}

/** The same in pieces. */
export function* readingLog(requests: readonly AuditedRequest[]): Sliced<Logged[]> {
	return yield* mapInSlices(requests, (request) => ({ request, ladder: ladderOf(request.candidates) }));
}

/**
 * The thresholds worth showing, highest first: about `steps` quantiles of those at which some request changes its
 * model, rounded down to four digits.
 */
export function thresholdGrid(log: readonly Pick<Logged, 'ladder'>[], steps = STEPS): number[] {
	return atOnce(choosingGrid(log, steps));
}

/** The same in pieces. */
export function* choosingGrid(log: readonly Pick<Logged, 'ladder'>[], steps = STEPS): Sliced<number[]> {
	const found: number[] = [];
	yield* mapInSlices(log, ({ ladder }) => {
		for (const { from } of ladder.steps) found.push(from);
	});
	const changes = Float64Array.from(found).sort();
	yield;
	const grid = new Set<number>();
	for (let step = 1; step <= steps && changes.length > 0; step++) {
		const at = changes[Math.max(0, changes.length - Math.ceil((changes.length * step) / steps))] ?? 0;
		grid.add(Math.floor(at * DECIMALS) / DECIMALS);
	}
	return [...grid];
}
