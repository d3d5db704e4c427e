import { readFileSync } from 'node:fs';
import { expectWritten } from '../support/page';

const CARD = 'docs/classifier-card.md';
const PICTURE = 'docs/images/threshold.svg';

interface Point {
	readonly threshold: number;
	readonly cheap: number;
	readonly strong: number;
}

/** The table of the card under "Default threshold". */
function pointsOf(card: string): Point[] {
	const [, table = ''] = card.split('\n## Default threshold');
	const rows = table.split('\n## ')[0]?.matchAll(/^\| (0\.\d+)(?: \(default\))? \| ([\d.]+) % \| ([\d.]+) % \|$/gm) ?? [];
	return [...rows].map(([, threshold, cheap, strong]) => ({ threshold: Number(threshold), cheap: Number(cheap), strong: Number(strong) }));
}

const LEFT = 70;
const RIGHT = 430;
const TOP = 40;
const BOTTOM = 250;
const LOWEST = 60;

function draw(points: readonly Point[], chosen: number): string {
	const first = points[0]?.threshold ?? 0;
	const last = points.at(-1)?.threshold ?? 1;
	const x = (threshold: number) => (LEFT + ((threshold - first) / (last - first)) * (RIGHT - LEFT)).toFixed(0);
	const y = (share: number) => (BOTTOM - ((share - LOWEST) / (100 - LOWEST)) * (BOTTOM - TOP)).toFixed(0);
	const line = (of: 'cheap' | 'strong', color: string) =>
		`<polyline fill="none" stroke="${color}" stroke-width="3" points="${points.map((point) => `${x(point.threshold)},${y(point[of])}`).join(' ')}"/>`;
	const text = (at: string, words: string, more = '') => `<text ${at} ${more}>${words}</text>`;
	const end = points.at(-1) ?? { threshold: 1, cheap: 0, strong: 0 };
	return [
		'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 310" font-family="sans-serif" font-size="13" fill="#444">',
		'<rect width="640" height="310" fill="#fff"/>',
		...[60, 70, 80, 90, 100].flatMap((share) => [
			`<line x1="${String(LEFT)}" y1="${y(share)}" x2="${String(RIGHT)}" y2="${y(share)}" stroke="#e3e3e3"/>`,
			text(`x="${String(LEFT - 10)}" y="${String(Number(y(share)) + 4)}"`, `${String(share)} %`, 'text-anchor="end"'),
		]),
		`<line x1="${x(chosen)}" y1="${String(TOP)}" x2="${x(chosen)}" y2="${String(BOTTOM)}" stroke="#888" stroke-dasharray="4 4"/>`,
		text(`x="${x(chosen)}" y="${String(TOP - 12)}"`, `default ${String(chosen)}`, 'text-anchor="middle"'),
		...points.map(({ threshold }) => text(`x="${x(threshold)}" y="${String(BOTTOM + 20)}"`, String(threshold), 'text-anchor="middle"')),
		text(`x="${String((LEFT + RIGHT) / 2)}" y="${String(BOTTOM + 45)}"`, 'Threshold', 'text-anchor="middle"'),
		line('cheap', '#0d9488'),
		line('strong', '#ea7a1f'),
		text(`x="${String(RIGHT + 12)}" y="${y(end.strong)}"`, 'hard requests that', 'fill="#b45309"'),
		text(`x="${String(RIGHT + 12)}" y="${String(Number(y(end.strong)) + 16)}"`, 'go to the strong model', 'fill="#b45309"'),
		text(`x="${String(RIGHT + 12)}" y="${y(end.cheap)}"`, 'easy requests that', 'fill="#0f766e"'),
		text(`x="${String(RIGHT + 12)}" y="${String(Number(y(end.cheap)) + 16)}"`, 'go to the cheap model', 'fill="#0f766e"'),
		'</svg>',
		'',
	].join('\n');
}

it('the picture of the threshold shows the figures of the card', () => {
	const card = readFileSync(CARD, 'utf8');
	const points = pointsOf(card);
	expect(points.length).toBeGreaterThan(3);
	const chosen = Number(/^## Default threshold: ([\d.]+)$/m.exec(card)?.[1]);
	expectWritten(PICTURE, draw(points, chosen));
});
