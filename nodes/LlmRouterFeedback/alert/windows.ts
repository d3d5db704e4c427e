import { DEFAULT_GOOD_FROM, reportSteps, type Report } from '../../../router/report/rows';
import { inTurns } from '../../shared/inTurns';
import type { OperationOptions } from '../operation';

export const HOUR_MS = 3_600_000;

/** The figures of the last hours; each is computed once, however many rules ask for it. */
export class Windows {
	private readonly made = new Map<string, Promise<Report>>();

	constructor(private readonly options: Pick<OperationOptions, 'reports' | 'nowMs'>) {}

	async of(routerId: string | null, windowHours: number): Promise<Report> {
		const key = JSON.stringify([routerId, windowHours]);
		const report = this.made.get(key) ?? this.make(routerId, windowHours);
		this.made.set(key, report);
		return await report;
	}

	private async make(routerId: string | null, windowHours: number): Promise<Report> {
		const { reports, nowMs } = this.options;
		const day = { name: 'window', startMs: nowMs - windowHours * HOUR_MS };
		return await inTurns(reportSteps(await reports.report({ routerId, days: [day], toMs: nowMs, goodFrom: DEFAULT_GOOD_FROM })));
	}
}
