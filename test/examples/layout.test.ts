import { readFileSync } from 'node:fs';
import { configuredOutputs } from '../../nodes/RouteLlmRequest/outputs';
import { exampleNames, loadExample, NOTE, ROUTER, type Example, type ExampleNode } from '../support/exampleFiles';

/** The editor's own, in pixels. */
const GRID = 16;
/** What n8n writes below a node: its name, and a subtitle. */
const LABEL = 40;
const OVERVIEW = 'About This Workflow';

interface Box {
	readonly name: string;
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

it('the table of examples has every one, and none that does not exist', () => {
	const table = readFileSync('examples/README.md', 'utf8');
	const listed = [...table.matchAll(/^\| \[`([^`]+)`\]\(([^)]+)\) \| [^|]{10,} \| [^|]{3,} \|$/gm)].map(([, name, target]) => [
		name,
		target,
	]);
	expect(listed.toSorted()).toEqual(exampleNames().map((file) => [file, file]));
});

describe.each(exampleNames())('%s', (file) => {
	const example = loadExample(file);
	const notes = example.nodes.filter(({ type }) => type === NOTE);
	const nodes = example.nodes.filter(({ type }) => type !== NOTE);
	const frames = notes.filter(({ name }) => name !== OVERVIEW).map(noteBox);
	const boxes = nodes.map((node) => nodeBox(example, node));

	it('begins with one note that says what it does, how it works and how to set it up', () => {
		const [overview] = notes.filter(({ name }) => name === OVERVIEW);
		const text = textOf(overview);
		expect(text).toMatch(/^## [^\n]+\n\n[^\n#]+\n\n### How it works\n1\. [^]+\n2\. [^]+\n\n### Set up\n1\. [^]+/);
		expect(overview?.parameters['color']).toBeUndefined();
	});

	it('is drawn on the grid, and nothing covers anything', () => {
		const all = [...notes.map(noteBox), ...boxes];
		const off = example.nodes.filter(({ position, parameters: { width = 0, height = 0 } }) =>
			[...position, width, height].some((value) => Number(value) % GRID !== 0),
		);
		expect(off.map(({ name }) => name)).toEqual([]);
		const covered = all.flatMap((one, index) =>
			all.slice(index + 1).flatMap((other) => (apart(one, other) || holds(one, other) ? [] : [`${one.name} and ${other.name}`])),
		);
		expect(covered).toEqual([]);
	});

	it('has every node in the frame of one note that explains it', () => {
		expect(boxes.map((box) => [box.name, frames.filter((frame) => holds(frame, box)).length])).toEqual(boxes.map(({ name }) => [name, 1]));
		for (const note of notes) expect(textOf(note)).toMatch(/^## [^\n]+\n\n\S/);
	});

	it('shows every note in full, above the nodes in its frame', () => {
		for (const note of notes) {
			const frame = noteBox(note);
			const inside = boxes.filter((box) => holds(frame, box)).map(({ top }) => top);
			expect(heightOf(textOf(note), frame.right - frame.left)).toBeLessThanOrEqual(Math.min(frame.bottom, ...inside) - frame.top);
		}
	});
});

function textOf(note: ExampleNode | undefined): string {
	return String(note?.parameters['content']);
}

function noteBox({ name, position: [left, top], parameters: { width, height } }: ExampleNode): Box {
	return { name, left, top, right: left + Number(width), bottom: top + Number(height) };
}

/** As the editor sizes it: one with sub-nodes is wide, a sub-node is round, and many outputs make it tall. */
function nodeBox(example: Example, node: ExampleNode): Box {
	const [left, top] = node.position;
	const own = example.connections[node.name] ?? {};
	const isSub = Object.keys(own).some((kind) => kind.startsWith('ai_'));
	const hasSubs = Object.values(example.connections).some((kinds) =>
		Object.entries(kinds).some(([kind, outputs]) => kind.startsWith('ai_') && outputs.flat().some((to) => to.node === node.name)),
	);
	const outputs = node.type === ROUTER ? configuredOutputs(node.parameters).length : (own['main']?.length ?? 1);
	const width = isSub ? 80 : 96;
	const wide = isSub ? 240 : 224;
	const height = isSub ? 80 : 96 + Math.max(0, outputs - 2) * 32;
	return { name: node.name, left, top, right: left + (hasSubs ? wide : width), bottom: top + height + LABEL };
}

function apart(one: Box, other: Box): boolean {
	return one.right <= other.left || other.right <= one.left || one.bottom <= other.top || other.bottom <= one.top;
}

function holds(frame: Box, box: Box): boolean {
	return frame.left <= box.left && box.right <= frame.right && frame.top <= box.top && box.bottom <= frame.bottom;
}

/** In pixels, rather too much than too little: compared with what the editor draws. */
function heightOf(text: string, width: number): number {
	const lines = text.split('\n').map((line) => {
		if (line === '') return 6;
		const letters = line.replaceAll(/^#+ |[*`]/g, '').length;
		const [letter, height] = line.startsWith('## ') ? [9.6, 28] : [7.2, 22];
		const indent = /^(\d+\.|-) /.test(line) ? 26 : 0;
		return Math.ceil((letters * letter) / (width - 32 - indent)) * height;
	});
	return 24 + lines.reduce((sum, height) => sum + height, 0);
}
