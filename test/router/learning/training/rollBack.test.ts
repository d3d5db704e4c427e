import path from 'node:path';

import { createSqliteLedger, type SqliteLedger } from '../../../../adapters/ledger/sqliteLedger';
import { rollBack } from '../../../../router/learning/training/rollBack';
import { encodeWeights } from '../../../../router/strategies/classifierWeights';
import { shippedWeights } from '../../../../router/strategies/shippedWeights';
import { bundleWorker, tempFolder } from '../../../support/ledger';

const folder = tempFolder();
let workerPath: string;
let ledger: SqliteLedger;
let files = 0;

beforeAll(async () => {
	workerPath = await bundleWorker(folder.path);
});
beforeEach(() => {
	ledger = createSqliteLedger({ path: path.join(folder.path, `log-${String(++files)}.sqlite`), workerPath });
});
afterEach(() => ledger.close());
afterAll(() => folder.remove());

describe('rollBack', () => {
	const put = (json: unknown) => ledger.feedback.putDocument({ kind: 'weights', name: 'own', json, expectedVersion: null });
	const back = (to: Parameters<typeof rollBack>[0]['to']) => rollBack({ ledger: ledger.feedback, name: 'own', to });

	it('goes back one more each time, until the shipped weights', async () => {
		const weights = (version: string) => ({ kind: 'trained', measured: null, weights: { ...encodeWeights(shippedWeights()), version } });
		for (const version of ['a', 'b', 'c']) await put(weights(version));
		expect(await back('before')).toMatchObject({ to: 2, after: { version: 4, weightsVersion: 'b' } });
		expect(await back('before')).toMatchObject({ to: 1, after: { version: 5, weightsVersion: 'a' } });
		expect(await back(4)).toMatchObject({ to: 2, after: { version: 6, weightsVersion: 'b' } });
		expect(await back(2)).toMatchObject({ kind: 'in_use', to: 2, before: { version: 6 } });
		await put(weights('d'));
		expect(await back('before')).toMatchObject({ to: 2, after: { version: 8, weightsVersion: 'b' } });
		expect(await back('shipped')).toMatchObject({ to: 0, after: { version: 9, weightsVersion: shippedWeights().version } });
		expect(await back('before')).toEqual({ kind: 'nothing_before' });
		expect(await back(20)).toEqual({ kind: 'no_such_version', newest: 9 });
	});

	it('gets away from weights that cannot be read', async () => {
		await put({ kind: 'of the future' });
		expect(await back('before')).toMatchObject({ kind: 'rolled_back', to: 0, before: { weightsVersion: 'unknown' } });
	});

	it('says where nothing was trained', async () => {
		expect(await back('before')).toEqual({ kind: 'nothing_stored' });
	});
});
