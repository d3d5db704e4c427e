import { type Meters, watched } from '../../../bench/speed/watch';

/** Meters that show what the test says has passed. */
function given() {
	const passed = { ms: 0, threadMs: 0, otherThreadsMs: 0, lateMs: 0 };
	const meters: Meters = {
		nowMs: () => passed.ms,
		processMicros: () => (passed.threadMs + passed.otherThreadsMs) * 1_000,
		threadMicros: () => passed.threadMs * 1_000,
		watchDelay: () => ({ stop: () => passed.lateMs }),
	};
	return { passed, meters };
}

/** Longer than the timer that looks at each turn. */
const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('watching some work', () => {
	it('gives its value, and the processor time of its longest turn', async () => {
		const { passed, meters } = given();
		const early = await watched(async () => {
			await turn();
			passed.threadMs += 80;
			await turn();
			passed.threadMs += 20;
			passed.otherThreadsMs += 500;
			await turn();
			return 'done';
		}, meters);
		expect(early).toMatchObject({ value: 'done', turnCpuMs: 80, cpuMs: 600 });
	});

	it('counts the last turn too, after which nothing happens', async () => {
		const { passed, meters } = given();
		const late = await watched(async () => void (passed.threadMs += 80), meters);
		expect(late.turnCpuMs).toBe(80);
	});

	it('tells time that the thread only waited from time it worked', async () => {
		const { passed, meters } = given();
		const waited = await watched(async () => {
			await turn();
			passed.ms += 310;
			passed.lateMs = 300;
			await turn();
		}, meters);
		expect(waited).toMatchObject({ ms: 310, lateMs: 300, turnCpuMs: 0, cpuMs: 0 });
	});

	it('adds no turns up', async () => {
		const { passed, meters } = given();
		const { turnCpuMs, cpuMs } = await watched(async () => {
			for (let n = 0; n < 20; n++) {
				passed.threadMs += 10;
				await turn();
			}
		}, meters);
		expect([turnCpuMs, cpuMs]).toEqual([10, 200]);
	});
});
