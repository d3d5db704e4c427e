import { watched } from '../../../bench/speed/watch';

/** Uses the main thread's processor for so long, whatever else the machine does. */
function work(ms: number): void {
	const { user, system } = process.threadCpuUsage();
	for (;;) {
		const now = process.threadCpuUsage();
		if (now.user + now.system - user - system >= ms * 1_000) return;
	}
}

/** Holds the main thread up without using the processor, as a machine with other work does. */
function sleep(ms: number): void {
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('watching some work', () => {
	it('gives its value, and the processor time of its longest turn, the last one too', async () => {
		const early = await watched(async () => {
			await turn();
			work(80);
			await turn();
			return 'done';
		});
		expect(early.value).toBe('done');
		expect(early.turnCpuMs).toBeGreaterThanOrEqual(80);
		expect(early.cpuMs).toBeGreaterThanOrEqual(80);
		expect((await watched(async () => work(80))).turnCpuMs).toBeGreaterThanOrEqual(80);
	});

	it('tells time that the thread only waited from time it worked', async () => {
		const { lateMs, turnCpuMs, ms } = await watched(async () => {
			await turn();
			sleep(300);
			await turn();
		});
		expect(ms).toBeGreaterThanOrEqual(300);
		expect(lateMs).toBeGreaterThanOrEqual(250);
		expect(turnCpuMs).toBeLessThan(lateMs / 2);
	});

	it('adds no turns up', async () => {
		const { turnCpuMs, cpuMs } = await watched(async () => {
			for (let n = 0; n < 20; n++) {
				work(10);
				await turn();
			}
		});
		expect(cpuMs).toBeGreaterThanOrEqual(200);
		expect(turnCpuMs).toBeLessThan(cpuMs / 2);
	});
});
