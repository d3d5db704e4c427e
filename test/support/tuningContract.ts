import { AUDIT_LEASE_MS, type AuditRecord, type FeedbackLedger, type TuningEvent } from '../../router/ledger/feedbackPort';
import type { Ledger } from '../../router/ledger/port';
import type { Charge, DecisionRecord } from '../../router/ledger/record';
import type { AuditResult, Ticket, Tuning } from '../../router/ledger/tuning';
import { fullRecord } from './records';

interface Opened {
	readonly ledger: Ledger & { readonly feedback: FeedbackLedger };
	/** A second one on the same data. */
	readonly other: Opened['ledger'];
	query(sql: string): Promise<readonly unknown[]>;
}

const ROUTER = 'workflow:node';
const NOW = 1e12;
export const RUNG: Ticket = { kind: 'rung', start: 1, ladder: 0, modelId: 'maker/cheap', rung: 2, frontier: 4 };
const CONTROL: Ticket = { kind: 'control', start: 1, modelId: 'maker/cheap' };
const WATCH: Ticket = { kind: 'watch', start: 2, ladder: 1, modelId: 'maker/cheap' };

export function tuningOf(ticket: Ticket | null): Tuning {
	return { basis: 'what "ticket":null} it is about', score: 0.25, probability: 0.5, ticket };
}

/** A decision that Auto-Tune drew. */
export function drawn(id: string, changes: Partial<DecisionRecord> = {}): DecisionRecord {
	const stored = { prompt: 'P', answer: 'A', expiresAtMs: 4e12 };
	return fullRecord(id, { tuning: tuningOf(RUNG), stored, charges: [], budgetKey: null, features: null, ...changes });
}

function shadow(decisionId: string, id: string, costNanoUsd: number | null, modelId = 'maker/strong'): Charge {
	return { id, decisionId, attempt: null, modelId, purpose: 'shadow', usage: null, costNanoUsd, basis: 'reported' };
}

function compared(decisionId: string, score: number): Extract<AuditRecord['end'], { kind: 'compared' }> {
	const outcome = { decisionId, modelId: 'maker/cheap', atMs: 5000, score, source: 'audit', judge: 'judge/one', inclusionProbability: 0.5 };
	return { kind: 'compared', outcome: { ...outcome, dedupeKey: `audit:${decisionId}` } };
}

/** What every ledger keeps for Auto-Tune; `open` gives one that is empty before each test. */
export function tuningContract(open: () => Opened): void {
	let opened: Opened;
	let feedback: FeedbackLedger;
	beforeEach(() => {
		opened = open();
		feedback = opened.ledger.feedback;
	});

	const decide = async (...records: readonly DecisionRecord[]) => {
		for (const record of records) expect(await opened.ledger.record(record)).toEqual({ kind: 'stored' });
	};
	const due = (limit = 100) => feedback.tuningDue({ routerId: ROUTER, limit });
	const names = (events: readonly TuningEvent[]) => events.map(({ kind, decisionId }) => `${kind} ${decisionId}`);
	const put = (expectedVersion: number, applied: readonly string[], from = feedback, first = 1) =>
		from.putTuning({
			put: { kind: 'auto_tune', name: ROUTER, json: { from: first }, expectedVersion },
			applied: applied.map((name, index) => {
				const [kind, decisionId = ''] = name.split(' ');
				return { kind: kind === 'scored' ? 'scored' : 'audited', decisionId, order: first + index };
			}),
		});
	const orders = async () =>
		(await opened.query('SELECT id, tuning_order, audit_order FROM decisions ORDER BY id')).map((row): unknown[] =>
			Object.values(row as object),
		);
	const lost = (...keys: readonly string[]) => feedback.auditsLost({ routerId: ROUTER, keys, nowMs: NOW });
	const key = (id: string) => `execution:node:0:${id}`;
	const logged = async (id: string) =>
		(await feedback.decisions({ filter: { ids: [id] }, order: 'oldest', limit: 1, after: null })).decisions[0];
	const end = (decisionId: string, how: AuditRecord['end'], charges: readonly Charge[] = []) =>
		feedback.recordAudit({ decisionId, end: how, charges });
	const claimed = async (drawnBy?: 'autotune' | 'share', nowMs = NOW) =>
		(await feedback.audits({ routerId: null, limit: 10, nowMs, ...(drawnBy && { drawnBy }) })).map(({ id }) => id);

	describe('every ledger: what Auto-Tune has not in its state yet', () => {
		it('is told: requests first, then audits, each oldest first, up to the limit', async () => {
			await decide(
				drawn('new', { atMs: 9 }),
				drawn('old', { atMs: 1 }),
				drawn('foreign', { routerId: 'w:other' }),
				drawn('not known to it', { tuning: null }),
			);
			await end('new', { kind: 'nothing_to_compare' });
			await end('old', { kind: 'nothing_to_compare' });
			expect(names(await due())).toEqual(['scored old', 'scored new', 'audited old', 'audited new']);
			expect(names(await due(3))).toEqual(['scored old', 'scored new', 'audited old']);
			expect(names(await due(1))).toEqual(['scored old']);
		});

		it('says who answered, if anybody did, what that cost, and whether it can be audited or was', async () => {
			const own = (id: string, costNanoUsd: number | null, purpose: Charge['purpose'] = 'answer'): Charge => ({
				...shadow(id, `${id}-${purpose}`, costNanoUsd),
				purpose,
			});
			const texts = { prompt: 'P', answer: 'A', expiresAtMs: 4e12 };
			await decide(
				drawn('a', { atMs: 1, charges: [own('a', 70), own('a', 5, 'draft')] }),
				drawn('b', { atMs: 2, charges: [own('b', null)], stored: { ...texts, answer: null } }),
				drawn('c', { atMs: 3, charges: [own('c', 9)], result: { kind: 'fallback', failure: 'quality' } }),
				drawn('d', { atMs: 4, stored: null, tuning: tuningOf(null) }),
				drawn('e', { atMs: 5 }),
			);
			await end('e', compared('e', 1));
			const told = (await due()).filter(({ kind }) => kind === 'scored');
			const of = { kind: 'scored', tuning: tuningOf(RUNG), servedBy: 'maker/strong', nanoUsd: null, kept: false };
			expect(told).toEqual([
				{ ...of, decisionId: 'a', key: key('a'), atMs: 1, nanoUsd: 70, kept: true },
				{ ...of, decisionId: 'b', key: key('b'), atMs: 2 },
				{ ...of, decisionId: 'd', key: key('d'), atMs: 4, tuning: tuningOf(null) },
				{ ...of, decisionId: 'e', key: key('e'), atMs: 5, kept: true },
			]);
		});

		it('says what an audit cost, by model, unknown costs left out', async () => {
			await decide(drawn('a', { charges: [{ ...shadow('a', 'own', 1), purpose: 'judge' }] }), drawn('b'));
			await end('a', { kind: 'left' }, [shadow('a', '1', 10), shadow('a', '2', 5, 'maker/cheap')]);
			await end('a', compared('a', 0.75), [shadow('a', '1', 10), shadow('a', '3', 100), shadow('a', '4', null, 'maker/free')]);
			await end('b', compared('b', 1));
			expect((await due()).filter(({ kind }) => kind === 'audited')).toMatchObject([
				{ decisionId: 'a', result: { kind: 'loss', loss: 0.25 }, nanoUsd: { 'maker/strong': 110, 'maker/cheap': 5 } },
				{ decisionId: 'b', result: { kind: 'loss', loss: 0 }, nanoUsd: {} },
			]);
		});
	});

	describe('every ledger: the state of Auto-Tune', () => {
		it('is stored together with the marks of what is in it, each marked once', async () => {
			await decide(drawn('a', { atMs: 1 }), drawn('b', { atMs: 2 }));
			await end('a', compared('a', 1));
			expect(await put(0, ['scored a', 'audited a'])).toEqual({ kind: 'stored', version: 1 });
			expect(names(await due())).toEqual(['scored b']);
			expect(await put(1, ['scored a', 'scored b'], feedback, 7)).toEqual({ kind: 'stored', version: 2 });
			expect(await orders()).toEqual([
				['a', 1, 2],
				['b', 8, null],
			]);
			expect(await due()).toEqual([]);
			expect(await feedback.getDocument('auto_tune', ROUTER)).toMatchObject({ version: 2, json: { from: 7 } });
		});

		it('is not stored, and nothing marked, where somebody else was quicker', async () => {
			await decide(drawn('a'));
			await put(0, []);
			expect(await put(0, ['scored a'])).toEqual({ kind: 'conflict', version: 1 });
			expect(await orders()).toEqual([['a', null, null]]);
			expect(names(await due())).toEqual(['scored a']);
		});

		it('of two who store it at once is one of theirs, with its marks and no other', async () => {
			const ids = Array.from({ length: 450 }, (_, index) => `r${index}`);
			await Promise.all(ids.map((id) => opened.ledger.record(drawn(id))));
			const applied = ids.map((id) => `scored ${id}`);
			const both = await Promise.all([
				put(0, applied, feedback, 1),
				put(0, [...applied].reverse(), opened.other.feedback, 1001),
				put(0, applied, feedback, 2001),
			]);
			expect(both.map(({ kind }) => kind).sort()).toEqual(['conflict', 'conflict', 'stored']);
			const first = [1, 1001, 2001][both.findIndex(({ kind }) => kind === 'stored')] ?? 0;
			expect(await feedback.getDocument('auto_tune', ROUTER)).toMatchObject({ version: 1, json: { from: first } });
			expect(
				await opened.query('SELECT min(tuning_order) AS a, max(tuning_order) AS z, count(DISTINCT tuning_order) AS n FROM decisions'),
			).toEqual([{ a: first, z: first + 449, n: 450 }]);
		});

		it('counts a decision once that Retry On Fail replaced, whose newer try is what is told', async () => {
			await decide(drawn('first', { dedupeKey: 'same' }));
			await end('first', compared('first', 0.5), [shadow('first', '1', 10)]);
			await put(0, ['scored first']);
			await decide(drawn('second', { dedupeKey: 'same', tuning: tuningOf(WATCH) }));
			expect(await due()).toEqual([
				{
					kind: 'audited',
					decisionId: 'second',
					key: 'same',
					tuning: tuningOf(WATCH),
					atMs: expect.any(Number),
					result: { kind: 'loss', loss: 0.5 },
					nanoUsd: { 'maker/strong': 10 },
				},
			]);
			expect(await claimed('autotune', NOW + AUDIT_LEASE_MS)).toEqual([]);
			expect(await end('second', compared('second', 1))).toEqual({ kind: 'already_audited' });
			expect((await logged('second'))?.auditResult).toEqual({ kind: 'loss', loss: 0.5 });
		});
	});

	describe('every ledger: an audit that Auto-Tune drew', () => {
		it.each<[string, Ticket | null, AuditRecord['end'], AuditResult | null, number]>([
			['compared', RUNG, compared('a', 0.25), { kind: 'loss', loss: 0.75 }, 1],
			['compared', WATCH, compared('a', 1), { kind: 'loss', loss: 0 }, 1],
			['compared, drawn by chance alone', null, compared('a', 1), null, 1],
			['nothing to compare', WATCH, { kind: 'nothing_to_compare' }, { kind: 'loss', loss: 1 }, 0],
			['nothing to compare', CONTROL, { kind: 'nothing_to_compare' }, { kind: 'void' }, 0],
			['nothing to compare, drawn by chance alone', null, { kind: 'nothing_to_compare' }, null, 0],
			['passed', CONTROL, { kind: 'controlled', passed: true }, { kind: 'control', passed: true }, 0],
			['not passed', CONTROL, { kind: 'controlled', passed: false }, { kind: 'control', passed: false }, 0],
			['void', CONTROL, { kind: 'void' }, { kind: 'void' }, 0],
		])('ends %s (%o): its result is kept, its texts are not', async (_, ticket, how, result, outcomes) => {
			await decide(drawn('a', { tuning: tuningOf(ticket) }));
			await feedback.recordAuditStep({
				decisionId: 'a',
				from: null,
				step: { asking: null, answers: { 'maker/cheap': 'secret' }, by: 'who' },
				charges: [],
			});
			expect(await end('a', how)).toEqual({ kind: 'recorded' });
			const after = await logged('a');
			expect(after).toMatchObject({ auditResult: result, stored: null, auditStep: null });
			expect(after?.outcomes).toHaveLength(outcomes);
			expect(await opened.query('SELECT count(*) AS n FROM contents')).toEqual([{ n: 0 }]);
		});

		it.each<[Ticket, AuditResult, number]>([
			[RUNG, { kind: 'loss', loss: 1 }, 1],
			[CONTROL, { kind: 'void' }, 0],
		])('on which the judge gave up for good (%o)', async (ticket, result, outcomes) => {
			await decide(drawn('a', { tuning: tuningOf(ticket) }));
			const tell = (id: string) => end('a', { ...compared('a', 0), kind: 'judge_gave_up' }, [shadow('a', id, 1)]);
			expect([await tell('1'), await tell('2')]).toEqual([{ kind: 'for_another_run' }, { kind: 'for_another_run' }]);
			expect(await logged('a')).toMatchObject({ auditResult: null });
			expect(await tell('3')).toEqual({ kind: 'recorded' });
			expect(await logged('a')).toMatchObject({ auditResult: result });
			expect((await logged('a'))?.outcomes).toHaveLength(outcomes);
		});

		it('counts a giving up once, also where no charge tells it from one told before', async () => {
			await decide(drawn('a'));
			const step = { asking: 'judge/one', answers: { 'maker/cheap': 'x' }, by: 'who' };
			const asks = async (by = feedback) =>
				await by.recordAuditStep({ decisionId: 'a', from: (await logged('a'))?.auditStep ?? null, step, charges: [] });
			const tell = (from = feedback) =>
				from.recordAudit({ decisionId: 'a', end: { ...compared('a', 0), kind: 'judge_gave_up' }, charges: [] });
			const again = { kind: 'for_another_run' };
			await asks();
			// By now nobody is being asked: told again, by whomever, it is the same one.
			expect([await tell(), await tell(), await tell(opened.other.feedback)]).toEqual([again, again, again]);
			expect(await logged('a')).toMatchObject({ auditStep: { asking: null, answers: { 'maker/cheap': 'x' } }, auditResult: null });
			await asks(opened.other.feedback);
			expect([await tell(), await tell()]).toEqual([again, again]);
			await asks();
			expect(await tell()).toEqual({ kind: 'recorded' });
			expect(await logged('a')).toMatchObject({ auditResult: { kind: 'loss', loss: 1 }, stored: null, auditStep: null });
		});

		it('counts no giving up of a judge that was not asked, and told with new charges each', async () => {
			await decide(drawn('a'));
			const tell = async (...ids: string[]) =>
				(
					await end(
						'a',
						{ ...compared('a', 0), kind: 'judge_gave_up' },
						ids.map((id) => shadow('a', id, 1)),
					)
				).kind;
			const again = 'for_another_run';
			expect([await tell(), await tell(), await tell()]).toEqual([again, again, again]);
			expect([await tell('1'), await tell('1'), await tell('1', '2'), await tell('2', '1')]).toEqual([again, again, again, again]);
			expect(await tell('3')).toBe('recorded');
		});

		it('has one result: whoever comes second is told so and only charged', async () => {
			await decide(drawn('a', { tuning: tuningOf(CONTROL) }));
			await end('a', { kind: 'controlled', passed: true });
			expect(await end('a', { kind: 'controlled', passed: false }, [shadow('a', '1', 7)])).toEqual({ kind: 'already_audited' });
			expect(await logged('a')).toMatchObject({ auditResult: { kind: 'control', passed: true }, charges: [shadow('a', '1', 7)] });
		});

		it('is handed to who asks for such, and not again once it has a result', async () => {
			await decide(
				drawn('control', { atMs: 1, tuning: tuningOf(CONTROL) }),
				drawn('rung', { atMs: 2 }),
				drawn('share', { atMs: 3, tuning: null }),
				drawn('not drawn', { atMs: 4, tuning: tuningOf(null), audit: { probability: 0.5, chosen: false } }),
			);
			expect(await claimed('share')).toEqual(['share']);
			expect(await claimed('autotune')).toEqual(['control', 'rung']);
			await end('control', { kind: 'left' });
			expect(await claimed(undefined, NOW + AUDIT_LEASE_MS)).toEqual(['control', 'rung', 'share']);
			await end('control', { kind: 'void' });
			expect(await claimed(undefined, NOW + 2 * AUDIT_LEASE_MS)).toEqual(['rung', 'share']);
		});

		it('keeps how far it came, for whoever goes on with it, with each charge once', async () => {
			await decide(drawn('a'));
			expect(await claimed('autotune')).toEqual(['a']);
			const step = { asking: 'judge/one', answers: { 'maker/cheap': 'é "quoted"', 'maker/strong': '' }, by: 'who' };
			const tell = (from: FeedbackLedger, charges: readonly Charge[]) =>
				from.recordAuditStep({ decisionId: 'a', from: null, step, charges });
			expect(await tell(feedback, [shadow('a', '1', 10)])).toEqual({ kind: 'recorded' });
			expect(await tell(opened.other.feedback, [shadow('a', '1', 10), shadow('a', '2', 5)])).toEqual({ kind: 'recorded' });
			expect(await claimed('autotune', NOW + AUDIT_LEASE_MS - 1)).toEqual([]);
			const [again] = await opened.other.feedback.audits({ routerId: null, limit: 1, nowMs: NOW + AUDIT_LEASE_MS, drawnBy: 'autotune' });
			expect(again).toMatchObject({ id: 'a', auditStep: step, auditResult: null, charges: [shadow('a', '1', 10), shadow('a', '2', 5)] });
			expect(await opened.query('SELECT shadow_cost FROM decisions')).toEqual([{ shadow_cost: 15 }]);
		});

		it('goes not a step further where it has ended, lost its texts, or the decision is gone or replaced', async () => {
			await decide(drawn('ended'), drawn('no texts', { stored: null }), drawn('old', { dedupeKey: 'same' }));
			await decide(drawn('new', { dedupeKey: 'same' }));
			await end('ended', { kind: 'nothing_to_compare' });
			const step = { asking: 'judge/one', answers: { 'maker/cheap': 'secret' }, by: 'who' };
			const tell = async (decisionId: string) => (await feedback.recordAuditStep({ decisionId, from: null, step, charges: [] })).kind;
			expect([await tell('ended'), await tell('no texts'), await tell('old'), await tell('nobody')]).toEqual([
				'already_audited',
				'already_audited',
				'unknown_decision',
				'unknown_decision',
			]);
			expect(await opened.query('SELECT count(audit_step) AS n FROM contents')).toEqual([{ n: 0 }]);
		});
	});

	describe('every ledger: an audit that is waited for in vain', () => {
		it('is one that cannot be made and has no result', async () => {
			const gone = { prompt: 'P', answer: 'A', expiresAtMs: NOW };
			await decide(
				drawn('waits'),
				drawn('under way'),
				drawn('ended'),
				drawn('expired', { stored: gone }),
				drawn('no texts', { stored: null }),
				drawn('not answered', { result: { kind: 'fallback', failure: 'quality' } }),
				drawn('elsewhere', { routerId: 'w:other' }),
				drawn('erased'),
			);
			await feedback.recordAuditStep({
				decisionId: 'under way',
				from: null,
				step: { asking: 'judge/one', answers: {}, by: 'who' },
				charges: [],
			});
			await end('ended', { kind: 'void' });
			await feedback.erase({ kind: 'ids', ids: ['erased'] });
			const ids = ['waits', 'under way', 'ended', 'expired', 'no texts', 'not answered', 'elsewhere', 'erased', 'never there'];
			expect(await lost(...ids.map(key))).toEqual(ids.slice(3).map(key));
			expect(await lost()).toEqual([]);
		});

		it('is one whose later try was not drawn, unless the earlier one has a result that can be told', async () => {
			const again = { tuning: tuningOf(null), audit: null };
			await decide(
				drawn('a', { dedupeKey: 'A' }),
				drawn('b', { dedupeKey: 'B' }),
				drawn('c', { dedupeKey: 'C' }),
				drawn('d', { dedupeKey: 'D' }),
			);
			await end('b', { kind: 'void' });
			await end('c', { kind: 'void' });
			await decide(
				drawn('a2', { dedupeKey: 'A', ...again }),
				drawn('b2', { dedupeKey: 'B', ...again }),
				drawn('c2', { dedupeKey: 'C', ...again, tuning: null }),
				drawn('d2', { dedupeKey: 'D' }),
			);
			expect(await lost('A', 'B', 'C', 'D')).toEqual(['A', 'C']);
		});
	});

	describe('every ledger: what Auto-Tune had of a decision', () => {
		it('is forgotten with it; what its audit was told goes with its texts', async () => {
			const texts = { prompt: 'P', answer: 'A', expiresAtMs: 1000 };
			await decide(
				drawn('expires', { stored: { ...texts, expiresAtMs: 2e12 }, features: { bytes: Uint8Array.of(1), expiresAtMs: 4e12 } }),
				drawn('erased'),
			);
			for (const decisionId of ['expires', 'erased'])
				await feedback.recordAuditStep({
					decisionId,
					from: null,
					step: { asking: null, answers: { 'maker/cheap': 'secret' }, by: 'who' },
					charges: [],
				});
			await feedback.erase({ kind: 'ids', ids: ['erased'] });
			expect(await feedback.expire(3e12)).toBe(1);
			expect(await logged('expires')).toMatchObject({ auditStep: null, stored: null, tuning: tuningOf(RUNG) });
			expect(await opened.query('SELECT audit_step FROM contents')).toEqual([{ audit_step: null }]);
			expect(names(await due())).toEqual(['scored expires']);
		});
	});
}
