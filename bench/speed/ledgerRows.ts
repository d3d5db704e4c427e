import type { LedgerSpeed } from './ledger';
import type { LearningSpeed } from './learning';
import type { OutcomesSpeed } from './outcomes';
import type { ReportSpeed } from './report';
import { count, millis, seconds, type SpeedRow } from './table';
import type { LoopLoad } from './watch';

interface LedgerSpeeds {
	readonly ledger: LedgerSpeed;
	readonly outcomes: OutcomesSpeed;
	readonly report: ReportSpeed;
	readonly adaptive: LearningSpeed;
	readonly calibration: LearningSpeed;
	readonly training: LearningSpeed;
}

/** What is written to a ledger and learned from it, beside how long n8n was held up meanwhile. */
export function ledgerRows({ ledger, outcomes, report, adaptive, calibration, training }: LedgerSpeeds): SpeedRow[] {
	const perSecond = (what: string, each: number, load: LoopLoad) => ({
		what,
		measured: `${count(each)} a second`,
		...held(load, { met: each >= 5_000, target: '≥ 5,000 a second' }),
	});
	const learned = (what: string, { load, result }: LearningSpeed) => ({ what, measured: `${took(load)}: ${result}`, ...held(load) });
	return [
		perSecond('records stored', ledger.recordsPerSecond, ledger.load),
		perSecond(`outcomes recorded, ${count(outcomes.atOnce)} a run`, outcomes.outcomesPerSecond, outcomes.load),
		{
			what: `report over ${count(report.records)} records`,
			measured: took(report.load),
			...held(report.load, { met: report.load.ms <= 3_000, target: '≤ 3 s' }),
		},
		learned(`Adaptive learns from ${count(adaptive.from)} judged decisions`, adaptive),
		learned(`calibration over ${count(calibration.from)} requests`, calibration),
		learned(`training on ${count(training.from)} judged decisions`, training),
	];
}

/** n8n's other work waits no longer than this, in ms. */
const MOST_MS = 50;

/**
 * The target is held against processor time: on a machine with other work to do the loop is late for that too.
 */
function held(
	{ lateMs, turnCpuMs }: LoopLoad,
	more?: { readonly met: boolean; readonly target: string },
): Pick<SpeedRow, 'beside' | 'ratio' | 'target' | 'met'> {
	const target = `turns ≤ ${String(MOST_MS)} ms`;
	return {
		beside: `longest turn ${millis(turnCpuMs)} of processor time, event loop at most ${millis(lateMs)} late`,
		ratio: null,
		target: more === undefined ? target : `${more.target}, ${target}`,
		met: turnCpuMs <= MOST_MS && more?.met !== false,
	};
}

function took({ ms, cpuMs }: LoopLoad): string {
	return `${seconds(ms)} (${seconds(cpuMs)} of processor time)`;
}
