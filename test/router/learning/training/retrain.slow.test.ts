import path from 'node:path';

import { createSqliteLedger, type SqliteLedger } from '../../../../adapters/ledger/sqliteLedger';
import { retrain, type RetrainOptions, type Retrained } from '../../../../router/learning/training/retrain';
import { rollBack } from '../../../../router/learning/training/rollBack';
import type { DecisionRecord } from '../../../../router/ledger/record';
import { rankByRisk } from '../../../../router/strategies/classifier';
import type { ClassifierWeights } from '../../../../router/strategies/classifierWeights';
import { shippedWeights } from '../../../../router/strategies/shippedWeights';
import { weightsOf } from '../../../../router/strategies/weightsDocument';
import { bundleWorker, tempFolder } from '../../../support/ledger';
import { auditOf, auditsOf, byTopic, WORLD_MODELS, worldPrompts, worldRouter } from '../../../support/promptWorld';
import { analyzed } from '../../../support/requests';

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

const CHEAP = WORLD_MODELS[0].id;
const LATER = 10 ** 10;

function train(over: Partial<RetrainOptions> = {}): Promise<Retrained> {
	return retrain({
		ledger: ledger.feedback,
		name: 'own',
		routerId: null,
		startFrom: 'shipped',
		nowMs: LATER,
		pause: () => new Promise(setImmediate),
		...over,
	});
}

async function live(
	count: number,
	seed: number,
	asGood: Parameters<typeof auditsOf>[2] = byTopic,
	routerId = 'w:n',
): Promise<DecisionRecord[]> {
	const prompts = worldPrompts(count, seed);
	const records = await worldRouter(ledger, { routerId, name: `${routerId}-${String(seed)}` }).decide(prompts);
	await ledger.feedback.recordOutcomes(auditsOf(records, prompts, asGood, seed));
	return records;
}

const inUse = async () => (await weightsOf(ledger.feedback, { name: 'own', version: 'latest' })).weights;

/** Share of fresh prompts of the world that the weights send to the wrong one of the two models. */
function wrongShare(weights: ClassifierWeights): number {
	const prompts = worldPrompts(1_000, 99);
	const wrong = prompts.filter(({ text, topic }) => {
		const ranking = rankByRisk(analyzed(text), WORLD_MODELS, weights);
		const cheap = ranking.kind === 'scored' && (ranking.quality.get(CHEAP) ?? 0) >= weights.defaultThreshold;
		return cheap !== (topic !== 'qoxlets');
	});
	return wrong.length / prompts.length;
}

describe('retrain', () => {
	it('stores weights that decide better on fresh prompts, and the same log a second time stores nothing', async () => {
		await live(1_400, 1);
		const first = await train();
		expect(first).toMatchObject({
			kind: 'better',
			before: { version: 0, weightsVersion: shippedWeights().version },
			after: { version: 1 },
			note: null,
			unused: { rated_alone: 0 },
		});
		const trained = await inUse();
		expect(first.kind === 'better' && first.after.weightsVersion).toBe(trained.version);
		expect(wrongShare(trained)).toBeLessThan(wrongShare(shippedWeights()) / 2);
		const { falseCheap } = first.kind === 'better' ? first.atDefault.after : { falseCheap: NaN };
		expect(falseCheap).toBeLessThan(0.05);

		expect(await train()).toMatchObject({
			kind: 'no_better',
			before: { version: 1, weightsVersion: trained.version },
			difference: 0,
			interval: { from: 0, to: 0 },
		});
		expect(await ledger.feedback.listDocuments('weights')).toMatchObject([{ name: 'own', version: 1 }]);
	});

	it.each([1, 2, 3, 4, 5])('replaces nothing where the outcomes are as the shipped weights predict (seed %i)', async (seed) => {
		await live(1_000, seed, (_, { candidates }) => candidates.find(({ modelId }) => modelId === CHEAP)?.quality ?? NaN);
		expect(await train()).toMatchObject({ kind: 'no_better' });
		expect(await ledger.feedback.listDocuments('weights')).toEqual([]);
	});

	it('goes on from the weights in use with what was judged since, even where the rest was forgotten', async () => {
		await live(1_400, 1);
		const first = await train({ nowMs: LATER });
		expect(await train({ startFrom: 'in_use' })).toMatchObject({ kind: 'not_enough_data', about: 50, examples: 0 });
		await ledger.feedback.erase({ kind: 'older_than', atMs: LATER });
		const prompts = worldPrompts(1_400, 2);
		const records = await worldRouter(ledger, { name: 'later' }).decide(prompts);
		// Now what was hard is easy.
		const outcomes = auditsOf(records, prompts, () => 0.97, 2).map((outcome) => ({ ...outcome, atMs: LATER + 1 }));
		await ledger.feedback.recordOutcomes(outcomes);
		const second = await train({ startFrom: 'in_use', nowMs: LATER + 2 });
		expect([first.kind, second]).toMatchObject([
			'better',
			{ kind: 'better', before: { version: 1 }, after: { version: 2 }, examples: outcomes.length },
		]);
	});

	it('learns of one router where it is told so, and counts what says nothing', async () => {
		const one = await live(50, 1, byTopic, 'a:n');
		await live(30, 2, byTopic, 'b:n');
		const rated = one
			.filter(({ id }) => /[0-4]$/.test(id))
			.map((record) => auditOf(record, 1, { source: 'user', inclusionProbability: null, dedupeKey: `${record.id}:user` }));
		await ledger.feedback.recordOutcomes(rated);
		const alone = await train({ routerId: 'a:n' });
		const all = await train();
		if (alone.kind !== 'not_enough_data' || all.kind !== 'not_enough_data') throw new Error(`${alone.kind}, ${all.kind}`);
		expect(alone.about).toBe(50 - alone.examples);
		expect(alone.unused.rated_alone).toBeGreaterThan(0);
		expect(all.examples).toBeGreaterThan(alone.examples);
	});

	it('stores one of two trainings at once; the other says so, and finds nothing better the next time', async () => {
		await live(1_400, 1);
		const both = await Promise.all([train(), train()]);
		expect(both.map(({ kind }) => kind).sort()).toEqual(['better', 'conflict']);
		expect(both.find(({ kind }) => kind === 'conflict')).toMatchObject({ version: 1, before: { version: 0 } });
		expect(await ledger.feedback.listDocuments('weights')).toMatchObject([{ version: 1 }]);
		expect(await train()).toMatchObject({ kind: 'no_better', before: { version: 1 } });
	});

	it('stores nothing where it is stopped', async () => {
		await live(1_400, 1);
		let pauses = 0;
		const stopped = train({ pause: () => (++pauses === 100 ? Promise.reject(new Error('stopped')) : new Promise(setImmediate)) });
		await expect(stopped).rejects.toThrow('stopped');
		expect(await ledger.feedback.listDocuments('weights')).toEqual([]);
	});

	it('takes weights that cannot be read any more for not in use', async () => {
		await ledger.feedback.putDocument({ kind: 'weights', name: 'own', json: { kind: 'of the future' }, expectedVersion: 0 });
		expect(await train()).toMatchObject({
			kind: 'not_enough_data',
			before: { version: 1, weightsVersion: shippedWeights().version },
			note: expect.stringContaining('cannot be read'),
		});
	});
});

describe('rollBack', () => {
	const back = (to: Parameters<typeof rollBack>[0]['to']) => rollBack({ ledger: ledger.feedback, name: 'own', to });

	it('brings the old decisions back bit for bit', async () => {
		await live(1_400, 1);
		const prompts = worldPrompts(60, 50);
		const decide = async (name: string) =>
			(await worldRouter(ledger, { name }).decide(prompts, await inUse())).map(
				({ candidates, result, reason, weightsVersion, policyHash }) => ({ candidates, result, reason, weightsVersion, policyHash }),
			);
		const before = await decide('before');
		expect(await train()).toMatchObject({ kind: 'better' });
		const trained = await decide('trained');
		expect(trained).not.toEqual(before);
		expect(await back('before')).toMatchObject({
			kind: 'rolled_back',
			to: 0,
			before: { version: 1 },
			after: { version: 2, weightsVersion: shippedWeights().version },
		});
		expect(await decide('after')).toEqual(before);
		expect(await back(1)).toMatchObject({ kind: 'rolled_back', to: 1, after: { version: 3 } });
		expect(await decide('again')).toEqual(trained);
	});
});
