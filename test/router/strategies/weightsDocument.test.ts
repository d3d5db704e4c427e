import type { FeedbackLedger, StoredDocument } from '../../../router/ledger/feedbackPort';
import { encodeWeights } from '../../../router/strategies/classifierWeights';
import { shippedWeights } from '../../../router/strategies/shippedWeights';
import { weightsOf } from '../../../router/strategies/weightsDocument';

const trained = { ...shippedWeights(), version: 'trained-1', bias: -1 };
const document = (weights: object = encodeWeights(trained)) => ({ kind: 'trained', weights, measured: null });

/** A ledger that holds these versions of "own", the first being version 1, as JSON. */
function holding(...versions: readonly unknown[]): Pick<FeedbackLedger, 'getDocument'> {
	return {
		getDocument: (kind, name, version = versions.length): Promise<StoredDocument | null> => {
			const json = versions[version - 1];
			if (kind !== 'weights' || name !== 'own' || json === undefined) return Promise.resolve(null);
			return Promise.resolve({ kind, name, version, atMs: 1, json: JSON.parse(JSON.stringify(json)) as unknown });
		},
	};
}

describe('weightsOf', () => {
	it('gives the newest, or the version asked for, as they were trained', async () => {
		const ledger = holding(document(), document(encodeWeights({ ...trained, version: 'trained-2', bias: -2 })), { kind: 'shipped' });
		expect(await weightsOf(ledger, { name: 'own', version: 1 })).toEqual({ weights: trained, documentVersion: 1, problem: null });
		expect((await weightsOf(ledger, { name: 'own', version: 2 })).weights).toMatchObject({ version: 'trained-2', bias: -2 });
		const latest = await weightsOf(ledger, { name: 'own', version: 'latest' });
		expect(latest).toMatchObject({ documentVersion: 3, problem: null });
		expect(latest.weights).toBe(shippedWeights());
	});

	it('decodes the same weights once', async () => {
		const [one, other] = await Promise.all([
			weightsOf(holding(document()), { name: 'own', version: 1 }),
			weightsOf(holding(document()), { name: 'own', version: 'latest' }),
		]);
		expect(one.weights).toBe(other.weights);
		expect(one.weights).not.toBe(shippedWeights());
	});

	it('gives the shipped ones, and has nothing to say, where nothing was trained', async () => {
		expect(await weightsOf(holding(), { name: 'own', version: 'latest' })).toEqual({
			weights: shippedWeights(),
			documentVersion: null,
			problem: null,
		});
	});

	it.each([
		['a version that does not exist', holding(document()), 7, 'version 7 does not exist; the newest of "own" is version 1. Choose'],
		['a version of what was never trained', holding(), 7, 'nothing was trained as "own"'],
		[
			'other features',
			holding(document({ ...encodeWeights(trained), version: 'x1', featuresVersion: 'ngrams-1' })),
			'latest',
			'made for features ngrams-1',
		],
		['a part missing', holding(document({ ...encodeWeights(trained), version: 'x2', signals: undefined })), 'latest', 'cannot be read'],
		['a part that is not known', holding(document({ ...encodeWeights(trained), version: 'x3', more: 1 })), 'latest', 'cannot be read'],
		['something else', holding({ kind: 'new' }), 'latest', 'cannot be read'],
		['a ledger that is out of reach', { getDocument: () => Promise.reject(new Error('Postgres is gone.')) }, 'latest', 'Postgres is gone.'],
	] as const)('lets the shipped ones decide, and says so: %s', async (_, ledger, version, says) => {
		const chosen = await weightsOf(ledger, { name: 'own', version });
		expect(chosen).toMatchObject({ documentVersion: null, problem: expect.stringContaining(says) });
		expect(chosen.problem).toMatch(/shipped/);
		expect(chosen.weights).toBe(shippedWeights());
	});
});
