import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { hashToUnit } from '../../router/learning/statistics/hashToUnit';
import { projectRoot } from '../lib/paths';
import { type Reading, readPrompt } from './readings';
import type { TrainingRow } from './rows';

/** How strong a model a careful person would send a request to. */
export const LEVELS = { cheap: 0, middle: 0.5, strong: 1 } as const;
export type Level = keyof typeof LEVELS;

export interface WrittenRequest {
	readonly level: Level;
	/** ISO 639-1 code, `template` for items of prompt templates, or `exam` for questions of benchmarks. */
	readonly language: string;
	readonly text: string;
	readonly reading: Reading;
	/** The same as it might be typed in haste. Learned from as well, so that typos and marks move nothing. */
	readonly hasty: Reading;
	/** Requests of one fold are left out together. */
	readonly fold: number;
}

export const FOLDS = 5;
/** One request a line, as `level TAB request`, with line ends written as \n; and templates with an easy and a hard item. */
const FOLDER = path.join(projectRoot, 'scripts/train/requests');
const TEMPLATES = 'templates.tsv';
/** Neighbors in a file are often one situation asked twice, easy and hard, so that they stay in one fold. */
const TOGETHER = 10;

/** Requests that we wrote ourselves, in twelve languages. No model answered them: the level is the writer's belief. */
export function readWritten(folder = FOLDER): WrittenRequest[] {
	const files = readdirSync(folder).filter((file) => file.endsWith('.tsv') && file !== TEMPLATES);
	return [...files.sort().flatMap((file) => readFile(path.join(folder, file))), ...readTemplates(path.join(folder, TEMPLATES))];
}

function readFile(file: string): WrittenRequest[] {
	const language = path.basename(file, '.tsv');
	return linesOf(file).map((line, i) => {
		const [level, text = ''] = line.split('\t');
		if (!isLevel(level) || text === '')
			throw new Error(`${file} line ${i + 1}: expected "cheap", "middle" or "strong", a tab and a request.`);
		return request(level, language, text, `${language} ${Math.floor(i / TOGETHER)}`);
	});
}

/** What fills a template is read alone: the rest is the same whatever fills it. */
function readTemplates(file: string): WrittenRequest[] {
	return linesOf(file).flatMap((line, i) => {
		const [template, easy, hard] = line.split('\t');
		if (template === undefined || easy === undefined || hard === undefined)
			throw new Error(`${file} line ${i + 1}: expected three columns.`);
		const group = `template ${i}`;
		return [request('cheap', 'template', easy, group), request('strong', 'template', hard, group)];
	});
}

/** Of benchmarks whose questions all need several steps: what they ask is demanding, whoever got it right. */
const DEMANDING = /gsm|math|crux|mbpp|human_eval|logicgrid|mmlu_pro/;
const MOST_OF_ONE = 60;

/** Questions as examples of demanding requests. No measured answer is used. */
export function examRequests(rows: readonly TrainingRow[], readings: ReadonlyMap<TrainingRow, Reading>): WrittenRequest[] {
	const taken = new Map<string, number>();
	return rows.flatMap((row) => {
		const before = taken.get(row.task) ?? 0;
		const reading = readings.get(row);
		if (reading === undefined || reading.exam || before >= MOST_OF_ONE || !DEMANDING.test(row.task) || hashToUnit(row.id) > SHARE_TAKEN)
			return [];
		taken.set(row.task, before + 1);
		return [
			{
				level: 'strong' as const,
				language: 'exam',
				text: row.prompt,
				reading,
				hasty: readPrompt(typedInHaste(row.prompt)),
				fold: foldOf(row.prompt),
			},
		];
	});
}

/** Spreads them over the file. */
const SHARE_TAKEN = 0.3;

function request(level: Level, language: string, written: string, group: string): WrittenRequest {
	const text = written.split('\\n').join('\n');
	return { level, language, text, reading: readPrompt(text), hasty: readPrompt(typedInHaste(text)), fold: foldOf(group) };
}

/** Two letters of each third long word change places, and the last mark is left out. */
export function typedInHaste(text: string): string {
	let seen = Math.floor(hashToUnit(text) * EACH);
	const hasty = text.replace(/\p{L}{5,}/gu, (word) => (seen++ % EACH === 0 ? swapped(word) : word));
	return hasty.replace(/[.!?。！？]+$/u, '');
}

const EACH = 3;

function swapped(word: string): string {
	const at = 1 + Math.floor(hashToUnit(word) * (word.length - 2));
	return word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2);
}

function foldOf(group: string): number {
	return Math.floor(hashToUnit(group) * FOLDS);
}

function linesOf(file: string): string[] {
	return readFileSync(file, 'utf8')
		.split('\n')
		.filter((line) => line !== '');
}

function isLevel(level: string | undefined): level is Level {
	return level !== undefined && Object.hasOwn(LEVELS, level);
}
