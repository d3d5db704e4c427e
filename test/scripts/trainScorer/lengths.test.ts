import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { readLengths } from '../../../scripts/trainScorer/lengths';

describe('readLengths', () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'scorer-lengths-'));
	afterAll(() => rmSync(folder, { recursive: true }));

	it('reads how long open models answered, and nothing of closed ones', () => {
		write('sums', [{ id: 'sums/1', models: { 'Qwen2-7B': { score: 1, out_chars: 40 }, 'gpt-4o': { score: 1, out_chars: 50 } } }]);
		expect(readLengths(folder, 'sums')).toEqual(new Map([['sums/1', new Map([['Qwen2-7B', 40]])]]));
	});

	it('leaves out a model whose length is not there or is none', () => {
		write('odd', [
			{
				id: 'odd/1',
				models: { 'Qwen2-7B': { score: 1 }, 'gemma-2-9b': { score: 1, out_chars: 0 }, 'Phi-3': { score: 0, out_chars: 'many' } },
			},
			{ id: 'odd/2', strong: 1, weak: 0 },
		]);
		expect(readLengths(folder, 'odd')).toEqual(
			new Map([
				['odd/1', new Map()],
				['odd/2', new Map()],
			]),
		);
	});

	it('has nothing of a file that is not there', () => {
		expect(readLengths(folder, 'absent')).toEqual(new Map());
	});

	function write(file: string, rows: readonly object[]): void {
		writeFileSync(path.join(folder, `${file}.jsonl.gz`), gzipSync(rows.map((row) => `${JSON.stringify(row)}\n`).join('')));
	}
});
