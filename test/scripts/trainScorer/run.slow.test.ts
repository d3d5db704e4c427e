import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

import { benchChecks } from '../../../bench/quality/checks';
import { createLearnedScorerCheck, rateAnswer } from '../../../router/quality/learnedScorer';
import { TRAINED_MODELS } from '../../../scripts/trainScorer/openModels';
import type { ScorerRun } from '../../../scripts/trainScorer/card';
import { runScorerTraining, writeScorer } from '../../../scripts/trainScorer/run';
import { analyzePrompt } from '../../../scripts/train/examples';
import { trainScorer } from '../../../scripts/trainScorer/train';

describe('training the scorer', () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'scorer-'));
	const data = path.join(folder, 'data');
	let run: ScorerRun;
	beforeAll(async () => {
		writeFolder(data, Array.from({ length: 240 }, (_, i) => i).flatMap(answersTo));
		run = await runScorerTraining(data, { resamples: 50, folds: 2 });
	});
	afterAll(() => rmSync(folder, { recursive: true }));

	it('finds what was planted: wrong answers hedge', () => {
		const rate = (text: string): number => rateAnswer(analyzePrompt(promptOf(900)), text, run.trained.weights);
		expect(rate('It is seven boats.')).toBeGreaterThan(rate('Perhaps it is probably seven boats.') + 0.3);
	});

	it('finds which questions are hard, from models without an answer too', () => {
		const rate = (asked: string): number => rateAnswer(analyzePrompt(asked), 'It is seven boats.', run.trained.weights);
		expect(rate('How many boats are in the harbour of Oslo?')).toBeGreaterThan(rate('How many boats are in the whirlpool of Oslo?') + 0.05);
	});

	it('learns difficulty from the files that have answers, without those that have none, and never from held-out questions', () => {
		const [first] = run.data.questions;
		if (first === undefined) throw new Error('no question');
		const asked = run.data.questions.filter(({ part }) => part !== 'heldOut').length;
		expect(run.trained.sizes.questions).toBe(asked);
		const other = { ...first, part: 'train' as const, row: { ...first.row, source: 'other' } };
		expect(trainScorer({ ...run.data, questions: [...run.data.questions, other] }).sizes.questions).toBe(asked);
	});

	it("never reads a closed model's answer to train: turning all of them round changes no weight", () => {
		const turned = {
			...run.data,
			answers: run.data.answers.map((answer) =>
				TRAINED_MODELS.has(answer.model) ? answer : { ...answer, right: !answer.right, text: 'x' },
			),
		};
		expect(trainedVersion(turned)).toBe(run.trained.weights.version);
	});

	it('never reads a held-out answer to train', () => {
		const turned = {
			...run.data,
			answers: run.data.answers.map((answer) => (answer.part === 'heldOut' ? { ...answer, right: !answer.right } : answer)),
		};
		expect(trainedVersion(turned)).toBe(run.trained.weights.version);
		const others = {
			...run.data,
			answers: run.data.answers.map((answer) => (answer.part === 'train' ? { ...answer, right: !answer.right } : answer)),
		};
		expect(trainedVersion(others)).not.toBe(run.trained.weights.version);
	});

	it('keeps all answers to a question in one part', () => {
		const parts = new Map<string, Set<string>>();
		for (const { question, part } of run.data.answers) parts.set(question, (parts.get(question) ?? new Set()).add(part));
		expect([...parts.values()].every(({ size }) => size === 1)).toBe(true);
		expect(new Set(run.data.answers.map(({ part }) => part)).size).toBe(3);
	});

	it('writes the same bytes twice, and the weights it measured', async () => {
		const files = ['router/quality/shippedScorer.ts', 'docs/scorer-card.md'];
		const again = await runScorerTraining(data, { resamples: 50, folds: 2 });
		const written = [run, again].map((one, i) => {
			writeScorer(path.join(folder, String(i)), one);
			return files.map((file) => readFileSync(path.join(folder, String(i), file), 'utf8'));
		});
		expect(written[1]).toEqual(written[0]);
		expect(written[0]?.every((content) => content.includes(run.trained.weights.version))).toBe(true);
	});

	it('measures answers to held-out questions only', () => {
		const held = run.data.answers.filter(({ part }) => part === 'heldOut');
		expect(run.report.answers).toBe(held.length);
		const [all] = run.report.groups;
		expect(all?.answers).toBe(held.length);
		expect(all?.figures.scorer?.value).toBeGreaterThan(0.9);
		expect(all?.figures['scorer − hedging']?.value).toBeCloseTo((all?.figures.scorer?.value ?? 0) - (all?.figures.hedging?.value ?? 0), 12);
		expect(run.report.directions.hedging).toBe(-1);
	});

	it('takes the least score of the checks for the gate', async () => {
		const scorer = createLearnedScorerCheck({ severity: 'counts', weights: run.trained.weights });
		const never = { ...scorer, name: 'Never', run: () => Promise.resolve({ kind: 'score' as const, score: 0, reason: 'never' }) };
		const report = await benchChecks(run.data, { weights: run.trained.weights, checks: [scorer, never], resamples: 10 });
		expect(report.groups[0]?.figures.gate?.value).toBe(0.5);
		expect(report.groups[0]?.figures.scorer?.value).toBe(run.report.groups[0]?.figures.scorer?.value);
		expect(run.report.groups[0]?.figures.gate?.value).toBe(run.report.groups[0]?.figures.scorer?.value);
	});

	it('refuses to train without right and wrong answers', async () => {
		writeFolder(path.join(folder, 'd'), [{ id: 'sums/1', model: 'mixtral-8x7b', score: 1, response: 'seven' }]);
		await expect(runScorerTraining(path.join(folder, 'd'), { resamples: 1, folds: 2 })).rejects.toThrow(
			'Training needs right and wrong answers',
		);
	});

	function trainedVersion(turned: ScorerRun['data']): string {
		return trainScorer(turned).weights.version;
	}
});

/** Made for this test: hedging answers are wrong, whirlpools are hard. */
function answersTo(i: number): object[] {
	return ['Meta-Llama-3.1-8B-Instruct', 'gpt-4o-mini-2024-07-18'].map((model, m) => {
		const right = isHard(i) ? i % 5 === 0 : (i + m) % 3 !== 0;
		return { id: `sums/${i}`, model, score: right ? 1 : 0, response: right ? `It is ${i} boats.` : `Perhaps it is probably ${i} boats.` };
	});
}

function isHard(i: number): boolean {
	return i % 2 === 1;
}

function promptOf(i: number): string {
	return `How many boats are in the ${isHard(i) ? 'whirlpool' : 'harbour'} of town ${i}?`;
}

function writeFolder(folder: string, responses: readonly object[]): void {
	mkdirSync(folder, { recursive: true });
	const score = (i: number): object => ({ score: isHard(i) ? 0 : 1 });
	const rows = Array.from({ length: 240 }, (_, i) => ({
		id: `sums/${i}`,
		prompt: promptOf(i),
		models: { 'Qwen2-7B': score(i), 'gemma-2-9b': score(i), 'Phi-3-mini': score(i) },
	}));
	writeFileSync(path.join(folder, 'sums.jsonl.gz'), lines(rows));
	writeFileSync(path.join(folder, 'responses.jsonl.gz'), lines(responses));
}

function lines(rows: readonly object[]): Buffer {
	return gzipSync(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}
