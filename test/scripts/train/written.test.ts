import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { readWritten } from '../../../scripts/train/written';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'written-'));
	write('templates.tsv', '');
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string) => writeFileSync(path.join(folder, name), text);

describe('the written requests', () => {
	it('are those of all files, line ends written out, and both items of each template', () => {
		write('en.tsv', 'cheap\tSay hello\nmiddle\tSort:\\n- a\\n- b\n');
		write('de.tsv', 'strong\tBeweise es\n');
		write('templates.tsv', 'Answer: {{item}}\tthanks!\tI will sue\n');
		write('notes.txt', 'not read');
		expect(readWritten(folder).map(({ level, language, text }) => [level, language, text])).toEqual([
			['strong', 'de', 'Beweise es'],
			['cheap', 'en', 'Say hello'],
			['middle', 'en', 'Sort:\n- a\n- b'],
			['cheap', 'template', 'thanks!'],
			['strong', 'template', 'I will sue'],
		]);
	});

	it('of ten lines that stand together, and of one template, are left out together', () => {
		write('en.tsv', Array.from({ length: 200 }, (_, i) => `cheap\tSay ${i}\n`).join(''));
		write('templates.tsv', Array.from({ length: 20 }, (_, i) => `t ${i}\ta\tb\n`).join(''));
		const folds = readWritten(folder).map(({ fold }) => fold);
		for (let i = 0; i < 200; i++) expect(folds[i]).toBe(folds[i - (i % 10)]);
		for (let i = 200; i < 240; i += 2) expect(folds[i + 1]).toBe(folds[i]);
		expect(new Set(folds)).toEqual(new Set([0, 1, 2, 3, 4]));
	});

	it.each([
		['a level that there is not', 'en.tsv', 'cheap\tSay hello\nhard\tProve it\n'],
		['a level that every object has', 'en.tsv', 'cheap\tSay hello\ntoString\tProve it\n'],
		['no request', 'en.tsv', 'cheap\tSay hello\nstrong\n'],
		['a template without its hard item', 'templates.tsv', 'a\tb\tc\na\tb\n'],
	])('name file and line of %s', (_, file, text) => {
		write(file, text);
		expect(() => readWritten(folder)).toThrow(`${path.join(folder, file)} line 2: expected`);
	});
});
