import {
	certifiedPercent,
	climbed,
	createLadder,
	frontierOf,
	isRefuted,
	rungTolerance,
	toleranceUsed,
	withAudit,
} from '../../../../router/learning/autotune/ladder';
import { shownBelow } from '../../../../router/learning/statistics/bettingTest';

const plain = (error = 0.05) => createLadder({ modelId: 'small', foot: 0, tolerance: 0.05, error, frontierPercent: 40 });
const audited = (ladder = plain(), losses: readonly number[], rung = 0, frontier = 4) =>
	losses.reduce((one, loss) => withAudit(one, { rung, frontier, loss }), ladder);

describe('a ladder', () => {
	// 92 and 152 are at the first start's half of the error.
	it.each([
		[0, 77, 0.05],
		[1, 135, 0.05],
		[0, 92, 0.025],
		[1, 152, 0.025],
	])('with %d lost certifies all requests after %d audits and not one fewer', (lost, of, error) => {
		const top = plain(error).rungs.at(-1) ?? { upTo: 0, losses: [] };
		const tolerance = rungTolerance(plain(error), top);
		const shown = (audits: number) =>
			shownBelow({
				losses: [
					{ loss: 1, times: lost },
					{ loss: 0, times: audits - lost },
				],
				tolerance,
				error,
			});
		expect(tolerance).toBeCloseTo(0.05, 12);
		expect([shown(of), shown(of - 1)]).toEqual([true, false]);
	});

	it('holds 10, 15, 20, 30 … 100 % of the requests above its foot', () => {
		expect(plain().rungs.map(({ upTo }) => upTo)).toEqual([10, 15, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
		expect(createLadder({ ...plain(), foot: 60, frontierPercent: 40 }).rungs.map(({ upTo }) => upTo)).toEqual([
			64, 66, 68, 72, 76, 80, 84, 88, 92, 96, 100,
		]);
	});

	it('never has two rungs that hold the same', () => {
		const { rungs } = createLadder({ ...plain(), foot: 97, frontierPercent: 40 });
		expect(rungs.map(({ upTo }) => upTo)).toEqual([98, 99, 100]);
	});

	it('lets no rung lose more than a third, nor more than the tolerance of all answers', () => {
		const ladder = plain();
		expect(ladder.rungs.map((rung) => Number(rungTolerance(ladder, rung).toFixed(3)))).toEqual([
			0.333, 0.333, 0.25, 0.167, 0.125, 0.1, 0.083, 0.071, 0.063, 0.056, 0.05,
		]);
		expect(toleranceUsed(ladder)).toBe(0);
		expect(toleranceUsed({ ...ladder, certified: 1 })).toBeCloseTo(0.1 / 3, 12);
		expect(toleranceUsed({ ...ladder, certified: 5 })).toBeCloseTo(0.05, 12);
	});

	it('counts an audit only for rungs that hold the request and that the frontier held when it was drawn', () => {
		const { rungs } = withAudit(plain(), { rung: 2, frontier: 4, loss: 1 });
		expect(rungs.map(({ losses }) => losses.length)).toEqual([0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]);
	});

	it('certifies no rung above its frontier, however good the evidence below', () => {
		const ladder = climbed(
			audited(
				plain(),
				Array.from({ length: 400 }, () => 0),
			),
		);
		expect(certifiedPercent(ladder)).toBe(40);
		expect(frontierOf(ladder)).toBe(8);
	});

	it('certifies none before the one below it', () => {
		const ladder = climbed(
			audited(
				plain(),
				Array.from({ length: 400 }, () => 0),
				1,
			),
		);
		expect(certifiedPercent(ladder)).toBe(0);
	});

	it('keeps the frontier four rungs ahead of what is certified', () => {
		expect([0, 1, 2, 5, 11].map((certified) => frontierOf({ ...plain(), certified }))).toEqual([4, 4, 5, 8, 10]);
	});

	it('is refuted where the next rung loses too much', () => {
		expect(
			isRefuted(
				audited(
					plain(),
					Array.from({ length: 12 }, () => 1),
				),
			),
		).toBe(true);
		expect(isRefuted(audited(plain(), [1, 1, 0, 0, 0, 0, 0, 0]))).toBe(false);
	});

	it('rounds a loss up', () => {
		expect(withAudit(plain(), { rung: 0, frontier: 0, loss: 0.41 }).rungs[0]?.losses).toEqual([{ loss: 0.5, times: 1 }]);
		expect(withAudit(plain(), { rung: 0, frontier: 0, loss: 0.3 }).rungs[0]?.losses).toEqual([{ loss: 0.3, times: 1 }]);
	});
});
