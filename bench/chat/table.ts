import type { CancelSpeed } from './cancel';
import type { Figures } from './figures';
import type { ChatMemory } from './memory';
import type { ChatSpeed } from './speed';

/** One row for each way, with its ratio to n8n's own Chat Model, which comes first. */
export function renderSpeed(speed: readonly ChatSpeed[]): string {
	const [bare] = speed;
	if (bare === undefined) return '';
	return table(
		['way', 'first token', 'ratio', 'tokens per second', 'ratio', 'whole answer', 'ratio'],
		speed.map(({ way, firstTokenMs, tokensPerSecond, wholeMs }) => [
			way,
			spread(firstTokenMs, 'ms'),
			ratio(firstTokenMs, bare.firstTokenMs),
			spread(tokensPerSecond, '', 2),
			ratio(tokensPerSecond, bare.tokensPerSecond),
			spread(wholeMs, 'ms'),
			ratio(wholeMs, bare.wholeMs),
		]),
	);
}

export function renderCancel(cancel: readonly CancelSpeed[]): string {
	return table(
		['way', 'stop of the execution to end of the call', 'slowest'],
		cancel.map(({ way, ms }) => [way, spread(ms, 'ms'), `${Math.max(...ms.all).toFixed(0)} ms`]),
	);
}

export function renderMemory({ way, points, heapGrowth: { bytes, error } }: ChatMemory): string {
	const rows = points.map(({ runs, heapBytes, rssBytes }) => [way, String(runs), mega(heapBytes), mega(rssBytes)]);
	const growth = `${bytes.toFixed(0)} bytes of heap a run (± ${error.toFixed(0)})`;
	return `${table(['way', 'runs', 'heap', 'resident'], rows)}\n\n${way}: ${growth}`;
}

const mega = (bytes: number) => `${(bytes / 2 ** 20).toFixed(1)} MB`;

function spread({ median, p10, p90 }: Figures, unit: string, digits = 0): string {
	return `${median.toFixed(digits)} ${unit} [${p10.toFixed(digits)}, ${p90.toFixed(digits)}]`.replace('  ', ' ');
}

function ratio(one: Figures, other: Figures): string {
	return `${(one.median / other.median).toFixed(3)} ×`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
