import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { DataFolderError, readScorerData } from '../../../scripts/trainScorer/answers';

describe('readScorerData', () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'scorer-data-'));
	afterAll(() => rmSync(folder, { recursive: true }));

	it('leaves out cut answers, rated ones, and those without a question', () => {
		const answer = { id: 'sums/1', model: 'mixtral-8x7b', score: 1, response: 'seven' };
		write(path.join(folder, 'a'), [
			answer,
			{ ...answer, response: 'x'.repeat(6_000) },
			{ ...answer, id: 'sums/none' },
			{ ...answer, id: 'arena_bench/1' },
			{ ...answer, score: 7 },
		]);
		const read = readScorerData(path.join(folder, 'a'));
		expect(read.answers.map(({ text }) => text)).toEqual(['seven']);
		expect(read.left).toEqual({ cut: 1, unmatched: 1 });
	});

	it("joins questions with the lengths of open models' answers", () => {
		write(path.join(folder, 'e'), [{ id: 'sums/1', model: 'mixtral-8x7b', score: 1, response: 'seven' }]);
		writeFileSync(
			path.join(folder, 'e', 'other.jsonl.gz'),
			lines([{ id: 'other/1', prompt: 'Why?', models: { 'Qwen2-7B': { score: 1, out_chars: 40 } } }]),
		);
		const { questions } = readScorerData(path.join(folder, 'e'));
		expect(questions.find(({ row }) => row.id === 'other/1')?.lengths).toEqual(new Map([['Qwen2-7B', 40]]));
		expect(questions.find(({ row }) => row.id === 'sums/1')?.lengths).toEqual(new Map());
	});

	it('says what is wrong with a folder', () => {
		expect(() => readScorerData(path.join(folder, 'absent'))).toThrow(DataFolderError);
		expect(() => readScorerData(path.join(folder, 'absent'))).toThrow('holds no responses.jsonl.gz');
		write(path.join(folder, 'b'), [{ id: 'sums/none', model: 'mixtral-8x7b', score: 1, response: 'seven' }]);
		expect(() => readScorerData(path.join(folder, 'b'))).toThrow('no right-or-wrong answer');
		write(path.join(folder, 'c'), [{ id: 'sums/1', model: 'mixtral-8x7b', score: 1 }]);
		expect(() => readScorerData(path.join(folder, 'c'))).toThrow('responses.jsonl.gz line 1');
	});
});

/** A question that three models without an answer here got right, and these answers. */
function write(folder: string, responses: readonly object[]): void {
	mkdirSync(folder, { recursive: true });
	const right = { score: 1 };
	const question = { id: 'sums/1', prompt: 'How many?', models: { 'Qwen2-7B': right, 'gemma-2-9b': right, 'Phi-3-mini': right } };
	writeFileSync(path.join(folder, 'sums.jsonl.gz'), lines([question]));
	writeFileSync(path.join(folder, 'responses.jsonl.gz'), lines(responses));
}

function lines(rows: readonly object[]): Buffer {
	return gzipSync(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}
