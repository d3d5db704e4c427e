import { expired, trafficOf, type Ties } from '../../../../router/learning/calibration/certificate';
import { seeded } from '../../../../scripts/lib/seeded';
import { alike, candidatesOf } from '../logs';

const requests = (shift: number, count = 2_000, seed = 1) => {
	const random = seeded(seed);
	return Array.from({ length: count }, () => ({ candidates: candidatesOf({ cheap: Math.min(1, random() * 0.7 + shift), strong: 1 }) }));
};
const certified: Ties = {
	policyBasis: 'a',
	judge: 'judge/v1',
	weightsVersion: 'w1',
	models: ['cheap', 'strong'],
	traffic: trafficOf(requests(0)),
};

describe('a certificate', () => {
	it('holds while nothing it speaks of has changed, in whatever order the models come', () => {
		expect(expired(certified, { ...certified, models: ['strong', 'cheap'] })).toEqual([]);
		expect(expired(JSON.parse(JSON.stringify(certified)) as Ties, certified)).toEqual([]);
	});

	it.each<[Partial<Ties>, string]>([
		[{ policyBasis: 'b' }, 'policy'],
		[{ judge: 'judge/v2' }, 'judge'],
		[{ weightsVersion: null }, 'weights'],
		[{ models: ['cheap'] }, 'models'],
		[{ models: ['cheap', 'other'] }, 'models'],
		[{ traffic: trafficOf(requests(0.2)) }, 'traffic'],
	])('%o: expired for its %s alone', (change, reason) => {
		expect(expired(certified, { ...certified, ...change })).toEqual([reason]);
	});

	it('names all reasons', () => {
		expect(
			expired(certified, { policyBasis: 'b', judge: 'x', weightsVersion: 'w2', models: [], traffic: trafficOf(requests(0.3)) }),
		).toEqual(['policy', 'judge', 'weights', 'models', 'traffic']);
	});

	it('few new requests of the same traffic raise no alarm', () => {
		const alarms = Array.from({ length: 200 }, (_, i) =>
			expired(certified, { ...certified, traffic: trafficOf(requests(0, 30, i + 2)) }),
		).filter((reasons) => reasons.length > 0);
		expect(alarms.length).toBeLessThanOrEqual(2);
		expect(expired(certified, { ...certified, traffic: trafficOf([]) })).toEqual([]);
	});
});

describe('trafficOf', () => {
	it('counts requests by the best prediction for another model than the strongest', () => {
		const traffic = trafficOf([
			...alike({ name: 'a', count: 3, qualities: { cheap: 0.31, middle: 0.57, strong: 1 }, audits: [] }),
			...alike({ name: 'b', count: 2, qualities: { cheap: 1, strong: 1 }, audits: [] }),
			...alike({ name: 'c', count: 1, qualities: { strong: 1 }, audits: [] }),
		]);
		expect(traffic).toEqual({ requests: 6, tenths: [1, 0, 0, 0, 0, 3, 0, 0, 0, 2] });
	});
});
