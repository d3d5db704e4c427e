import { measureAdaptive, measureCalibration, measureTraining, type LearningSpeed } from './learning';
import { MOST_TURN_MS, WORKER } from './logs';
import { withMonth } from './month';
import { measureOutcomes } from './outcomes';
import { sectionOf, type Effort, type Section, type Target } from './section';
import { count, millis, seconds } from './table';
import type { LoopLoad } from './watch';

/** What LLM Router Feedback does, and Adaptive behind a run. */
export async function measureFeedback({ short }: Effort): Promise<Section> {
	const outcomes = await measureOutcomes(WORKER, short ? 1_000 : 20_000);
	const training = await measureTraining(WORKER, short ? 100 : 2_000);
	const month = await withMonth({ workerPath: WORKER, records: short ? 5_000 : 20_000 }, async (all) => ({
		adaptive: await measureAdaptive(all, 20_000),
		calibration: await measureCalibration(all, 100_000),
	}));
	const learned: readonly (readonly [string, LearningSpeed])[] = [
		[`Adaptive learns from ${count(month.adaptive.from)} judged decisions`, month.adaptive],
		[`calibration over ${count(month.calibration.from)} requests`, month.calibration],
		[`training on ${count(training.from)} judged decisions`, training],
	];
	return sectionOf({
		title: 'Learning',
		about: 'What LLM Router Feedback does, and Adaptive behind a run, and how long n8n is held up for it.',
		tables: [
			{
				head: ['what', 'took', 'result', 'longest turn, processor time', 'loop late at most'],
				lines: [
					lineOf(`outcomes recorded, ${count(outcomes.atOnce)} a run`, `${count(outcomes.outcomesPerSecond)} a second`, outcomes.load),
					...learned.map(([what, { result, load }]) => lineOf(what, result, load)),
				],
			},
		],
		targets: [
			{
				what: 'outcomes recorded a second',
				found: count(outcomes.outcomesPerSecond),
				target: '≥ 5,000',
				met: outcomes.outcomesPerSecond >= 5_000,
			},
			turnTarget('outcomes recorded', outcomes.load),
			...learned.map(([what, { load }]) => turnTarget(what, load)),
		],
	});
}

function lineOf(what: string, result: string, { ms, cpuMs, turnCpuMs, lateMs }: LoopLoad): string[] {
	return [what, `${seconds(ms)} (${seconds(cpuMs)} of processor time)`, result, millis(turnCpuMs), millis(lateMs)];
}

/** Held against processor time: on a machine with other work to do the loop is late for that too. */
function turnTarget(what: string, { turnCpuMs }: LoopLoad): Target {
	return { what: `${what}: longest turn`, found: millis(turnCpuMs), target: `≤ ${millis(MOST_TURN_MS)}`, met: turnCpuMs <= MOST_TURN_MS };
}
