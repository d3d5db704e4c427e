import type { DecisionRecord } from '../../router/ledger/record';
import { sqliteStore, type KilledStore } from './killedStore';
import { killRounds, type Emitted, type KillRounds } from './killRounds';

const ROUNDS = Number(process.env['FAULT_ROUNDS'] ?? (process.env['CI'] ? 5 : 50));
const SEED = Number(process.env['FAULT_SEED'] ?? 1);

const STORES: Readonly<Record<string, () => Promise<KilledStore>>> = { sqlite: sqliteStore };

describe.each(Object.entries(STORES))('kill -9 with the %s store', (_, open) => {
	let store: KilledStore;
	let rounds: KillRounds;
	beforeAll(async () => {
		store = await open();
		rounds = await killRounds(store, SEED);
	});
	afterAll(async () => {
		await rounds.close();
		await store.close();
	});

	it(
		`loses no record of an item that left, ${String(ROUNDS)} times`,
		async () => {
			const read = new Map<string, DecisionRecord>();
			for (let number = 0; number < ROUNDS; number++) {
				const moment = await rounds.round(number);
				const complain = (complaints: readonly string[]) => expect({ number, moment, complaints }).toEqual({ number, moment, complaints: [] });
				complain(await store.damage());
				const ids = await store.ids();
				for (const record of await store.read(ids.filter((id) => !read.has(id)))) read.set(record.id, record);
				complain(ids.filter((id) => !read.has(id)).map((id) => `${id} cannot be read back`));
				complain([...read.values()].flatMap(halves));
				complain(rounds.emitted.flatMap((item) => differences(item, read.get(item.id))));
				complain(repeated(rounds.emitted.map(({ id }) => id)).map((id) => `${id} left twice`));
			}
			// Otherwise nothing was put to the test.
			expect(rounds.emitted.length).toBeGreaterThan(ROUNDS);
			expect(read.size).toBeGreaterThan(rounds.emitted.length);
			process.stdout.write(`kill -9: ${String(ROUNDS)} rounds, ${String(rounds.calls())} calls, ${String(read.size)} records, ${String(rounds.emitted.length)} items emitted\n`);
		},
		60_000 + ROUNDS * 20_000,
	);
});

function repeated(ids: readonly string[]): string[] {
	const seen = new Set<string>();
	return ids.filter((id) => seen.has(id) || !seen.add(id));
}

/** What a record lacks of what belongs to it. */
function halves({ id, candidates, attempts, charges, result, signals }: DecisionRecord): string[] {
	const paid = attempts.flatMap(({ result: became }, index) => (became.kind === 'answered' || (became.kind === 'failed' && became.billed) ? [index] : []));
	const noPrompt = result.kind === 'fallback' && result.failure === 'no_prompt';
	const whole: Record<string, boolean> = {
		candidates: noPrompt || candidates.length === 2,
		signals: noPrompt || signals !== null,
		attempts: noPrompt || attempts.length > 0,
		charges: JSON.stringify(charges.map(({ attempt }) => attempt)) === JSON.stringify(paid),
		answer: result.kind !== 'answered' || attempts.at(-1)?.modelId === result.modelId,
	};
	return Object.entries(whole).flatMap(([part, there]) => (there ? [] : [`${id}: its ${part} are not whole`]));
}

/** What the item said when it left, beside what is recorded of it. */
function differences(item: Emitted, record: DecisionRecord | undefined): string[] {
	if (record === undefined) return [`${item.id} left by ${item.branch} and has no record`];
	const { result, charges } = record;
	const model = result.kind === 'answered' ? result.modelId : null;
	const failure = result.kind === 'fallback' ? result.failure : undefined;
	const costUsd = charges.reduce((sum, { costNanoUsd }) => sum + (costNanoUsd ?? 0), 0) / 1e9;
	const recorded = { model, failure, costUsd };
	const said = { model: item.model, failure: item.failure, costUsd: item.costUsd };
	return JSON.stringify(recorded) === JSON.stringify(said) ? [] : [`${item.id} left with ${JSON.stringify(said)}, recorded is ${JSON.stringify(recorded)}`];
}
