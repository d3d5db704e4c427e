/** One measured figure beside what it is compared with. */
export interface SpeedRow {
	readonly what: string;
	readonly measured: string;
	/** What it stands beside; empty where there is nothing. */
	readonly beside: string;
	/** Measured ÷ beside, `null` where there is nothing to divide by. */
	readonly ratio: number | null;
	/** As a person reads it; empty where none is set. */
	readonly target: string;
	/** `null`: no target. */
	readonly met: boolean | null;
}

export function renderRows(rows: readonly SpeedRow[]): string {
	const head = ['what', 'measured', 'beside', 'ratio', 'target', 'met'];
	const cells = rows.map(({ what, measured, beside, ratio, target, met }) => [
		what,
		measured,
		beside,
		ratio === null ? '' : `${ratio.toFixed(2)} ×`,
		target,
		met === null ? '' : met ? 'yes' : 'no',
	]);
	return [head, head.map(() => '---'), ...cells].map((line) => `| ${line.join(' | ')} |`).join('\n');
}

export function atMost(value: number, most: number, target: string): Pick<SpeedRow, 'target' | 'met'> {
	return { target, met: value <= most };
}

export const count = (value: number) => value.toLocaleString('en');
export const seconds = (ms: number) => `${(ms / 1_000).toFixed(2)} s`;
export const millis = (ms: number) => `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
export const micros = (us: number) => `${us.toFixed(us < 10 ? 1 : 0)} µs`;
export const megabytes = (mb: number) => `${mb.toFixed(1)} MB`;
