import type { FeedbackLedger } from '../../router/ledger/feedbackPort';

interface Opened {
	readonly ledger: { readonly feedback: FeedbackLedger };
	/** A second one on the same data. */
	readonly other: Opened['ledger'];
	query(sql: string): Promise<readonly unknown[]>;
}

/** How every ledger keeps documents; `open` gives one that is empty before each test. */
export function documentsContract(open: () => Opened): void {
	let opened: Opened;
	let feedback: FeedbackLedger;
	beforeEach(() => {
		opened = open();
		feedback = opened.ledger.feedback;
	});

	describe('every ledger: documents', () => {
		const put = (json: unknown, expectedVersion: number | null, from = feedback) =>
			from.putDocument({ kind: 'policy', name: 'one', json, expectedVersion });

		it('keep their versions; the newest counts', async () => {
			const json = { text: 'é 🦊 \u0000 \ud83e "quoted" \'', weights: Array.from({ length: 50_000 }, (_, index) => index / 7), none: null };
			expect(await put({ a: 1 }, 0)).toEqual({ kind: 'stored', version: 1 });
			expect(await put(json, 1)).toEqual({ kind: 'stored', version: 2 });
			expect(await feedback.getDocument('policy', 'one')).toMatchObject({ kind: 'policy', name: 'one', version: 2, json });
			expect(await feedback.getDocument('policy', 'one', 1)).toMatchObject({ version: 1, json: { a: 1 } });
			expect(await feedback.getDocument('policy', 'one', 3)).toBeNull();
			expect(await feedback.getDocument('weights', 'one')).toBeNull();
		});

		it('made from a version that is not the newest are refused, and the newest is named', async () => {
			await put(1, 0);
			expect(await put(2, 0)).toEqual({ kind: 'conflict', version: 1 });
			expect(await put(2, 3)).toEqual({ kind: 'conflict', version: 1 });
			expect(await put(2, null)).toEqual({ kind: 'stored', version: 2 });
		});

		it('put by two at once from one version: one is stored', async () => {
			await put(0, 0);
			for (let version = 1; version <= 5; version++) {
				const both = await Promise.all([put('a', version), put('b', version, opened.other.feedback)]);
				expect(both.map(({ kind }) => kind).sort()).toEqual(['conflict', 'stored']);
			}
			const all = await Promise.all([put('a', null), put('b', null, opened.other.feedback)]);
			expect(all.map(({ version }) => version).sort()).toEqual([7, 8]);
		});

		it('are listed by name with their newest version, and forgotten with all of them', async () => {
			for (const [kind, name] of [
				['policy', 'b'],
				['policy', 'a'],
				['policy', 'a'],
				['alert', 'c'],
			] as const) {
				await feedback.putDocument({ kind, name, json: {}, expectedVersion: null });
			}
			expect(await feedback.listDocuments('policy')).toMatchObject([
				{ name: 'a', version: 2 },
				{ name: 'b', version: 1 },
			]);
			expect(await feedback.deleteDocument('policy', 'a')).toBe(true);
			expect(await feedback.deleteDocument('policy', 'a')).toBe(false);
			expect(await feedback.listDocuments('policy')).toMatchObject([{ name: 'b' }]);
			expect(await feedback.putDocument({ kind: 'policy', name: 'a', json: 1, expectedVersion: 0 })).toEqual({
				kind: 'stored',
				version: 1,
			});
		});

		it('keep only so many versions where that is asked', async () => {
			for (let n = 1; n <= 4; n++)
				await feedback.putDocument({ kind: 'state', name: 's', json: n, expectedVersion: null, keepVersions: 2 });
			expect(await opened.query('SELECT version FROM documents ORDER BY version')).toEqual([{ version: 3 }, { version: 4 }]);
		});

		it('that are no JSON, nameless or too large are refused before they are sent', async () => {
			await expect(put(undefined, null)).rejects.toThrow('plain JSON');
			await expect(put('x'.repeat(2_000_000), null)).rejects.toThrow('2000000 characters');
			await expect(feedback.putDocument({ kind: '', name: 'x', json: 1, expectedVersion: null })).rejects.toThrow('1 to 200 characters');
		});
	});
}
