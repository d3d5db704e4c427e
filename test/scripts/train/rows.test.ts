import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { readTrainingRows } from '../../../scripts/train/rows';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'rows-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, ...rows: readonly object[]) =>
	writeFileSync(path.join(folder, `${name}.jsonl.gz`), gzipSync(rows.map((row) => `${JSON.stringify(row)}\n`).join('')));
const row = (id: string, over: object = {}) => ({ id, prompt: 'p', strong: 1, weak: 0, ...over });

describe('the rows to train on', () => {
	it('leave contaminated ones out', () => {
		write('sums', row('0', { contaminated: true }), row('1'), row('2', { contaminated: false }));
		expect(readTrainingRows(folder).map(({ id }) => id)).toEqual(['1', '2']);
	});

	it('are those of files that hold labels; the others are not even opened', () => {
		// Not even gzip: opening one of them would throw.
		for (const name of ['responses', 'arena_bench', 'routellm_mt_bench'])
			writeFileSync(path.join(folder, `${name}.jsonl.gz`), 'never opened');
		write('sums', row('1', { task: 'adding', subject: 'adding by hand' }));
		write('more', row('2', { task: 'adding', strong: undefined, weak: undefined, models: { small: { score: 0.5 }, large: { score: 1 } } }));
		expect(readTrainingRows(folder)).toEqual([
			{
				source: 'more',
				task: 'more adding',
				id: '2',
				prompt: 'p',
				scores: new Map([
					['small', 0.5],
					['large', 1],
				]),
			},
			{
				source: 'sums',
				task: 'sums adding by hand',
				id: '1',
				prompt: 'p',
				scores: new Map([
					['weak', 0],
					['strong', 1],
				]),
			},
		]);
	});

	it('name file and line of one that cannot be read', () => {
		write('x', row('1'), row('2', { strong: 9 }));
		expect(() => readTrainingRows(folder)).toThrow('x.jsonl.gz line 2');
	});
});
