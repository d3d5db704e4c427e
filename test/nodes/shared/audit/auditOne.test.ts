import { sqliteLedgerAt } from '../../../../nodes/shared/ledger';
import type { AuditRecord, AuditStepRecord } from '../../../../router/ledger/feedbackPort';
import { ledgerFile } from '../../../../scripts/lib/ledgerFile';
import { askedOf, forgetAll, honest, JUDGE, logged, models } from '../../../support/auditRun';
import type { TestServer } from '../../../support/httpServer';
import { openLedger, refuses, says, type Reply, type TestLedger } from '../../../support/routeNode';
import { auditTickets, CONTROL, draw, RUNG, ticketRun } from '../../../support/ticketAudit';

let ledger: TestLedger;
let server: TestServer;
const serve = async (...[reply]: Parameters<typeof models>) => (server = await models(reply));

beforeAll(async () => {
	ledger = await openLedger();
});
afterEach(async () => {
	await forgetAll();
	await server.close();
});
afterAll(() => ledger.close());

const tie = honest(() => 'tie');
const reset: Reply = { kind: 'reset' };
const feedback = () => sqliteLedgerAt(ledgerFile).feedback;

describe('an audit that Auto-Tune drew', () => {
	it('asks the weaker model and then the judge, once, and each step is written down before it is paid', async () => {
		await serve(tie);
		await draw('one', RUNG);
		const told: (AuditStepRecord | AuditRecord)[] = [];
		const asked: number[] = [];
		const run = ticketRun(server, {
			ledger: {
				recordAuditStep: async (step) => {
					told.push(step);
					asked.push(server.journal.length);
					return await feedback().recordAuditStep(step);
				},
				recordAudit: async (audit) => {
					told.push(audit);
					return await feedback().recordAudit(audit);
				},
			},
		});
		expect(await auditTickets(run)).toMatchObject([{ end: { kind: 'compared', score: 1, judge: `${JUDGE} compare-1` } }]);
		expect(askedOf(server)).toEqual(['small', 'judge']);
		const answers = { 'custom1/small': 'small answer to question one' };
		expect(told).toMatchObject([
			{ step: { asking: 'custom1/small', answers: {} }, charges: [] },
			{ step: { asking: null, answers }, charges: [{ modelId: 'custom1/small' }] },
			{ step: { asking: JUDGE, answers }, charges: [{ modelId: 'custom1/small' }] },
			{ end: { kind: 'compared' }, charges: [{ modelId: 'custom1/small' }, { modelId: JUDGE }] },
		]);
		expect(asked).toEqual([0, 1, 1]);
		const [decision] = await logged('one');
		expect(decision).toMatchObject({ auditResult: { kind: 'loss', loss: 0 }, outcomes: [{ score: 1, inclusionProbability: 1 }] });
		expect(decision?.charges.map(({ modelId }) => modelId)).toEqual(['custom1/small', JUDGE]);
	});

	it('asks the judge in the order of its own coin', async () => {
		await serve(honest(({ a }) => (a.startsWith('small') ? 'A' : 'B')));
		for (let i = 0; i < 8; i++) await draw(`coin-${String(i)}`, RUNG);
		await auditTickets(ticketRun(server));
		const firsts = server.journal.flatMap(({ body }) => /answerA\W+(small|large)/.exec(body)?.[1] ?? []);
		expect(firsts).toHaveLength(8);
		expect(new Set(firsts)).toEqual(new Set(['small', 'large']));
	});

	it('needs no judge where both answers say the same', async () => {
		await serve(() => says('```json\n{"b": 2, "a": 1}\n```'));
		await draw('same', RUNG, '{"a":1,"b":2}');
		expect(await auditTickets(ticketRun(server))).toMatchObject([{ end: { score: 1, judge: 'none/equal' } }]);
		expect(askedOf(server)).toEqual(['small']);
		expect(await logged('same')).toMatchObject([{ auditResult: { kind: 'loss', loss: 0 } }]);
	});

	it.each([
		[RUNG, { kind: 'compared', score: 0, judge: 'none/interrupted' }, { kind: 'loss', loss: 1 }],
		[CONTROL, { kind: 'void' }, { kind: 'void' }],
	] as const)('that was interrupted in a call is not asked again: %j', async (ticket, end, auditResult) => {
		await serve(tie);
		await draw('torn', ticket);
		await feedback().recordAuditStep({ decisionId: 'torn', from: null, step: { asking: JUDGE, answers: {}, by: 'who' }, charges: [] });
		expect(await auditTickets(ticketRun(server, { others: () => ['another'] }))).toMatchObject([{ end }]);
		expect(server.journal).toEqual([]);
		expect(await logged('torn')).toMatchObject([{ auditResult }]);
	});

	it('pays the weaker answer once, however often the judge is down', async () => {
		let down = true;
		await serve((asked) => (asked.model === 'judge' && down ? refuses(500) : tie(asked)));
		await draw('later', RUNG);
		for (let run = 0; run < 2; run++)
			expect(await auditTickets(ticketRun(server), run)).toMatchObject([{ end: { kind: 'left', because: 'server_error', at: 'judge' } }]);
		expect(await logged('later')).toMatchObject([
			{ auditStep: { asking: null, answers: { 'custom1/small': 'small answer to question later' } } },
		]);
		down = false;
		expect(await auditTickets(ticketRun(server), 2)).toMatchObject([{ end: { kind: 'compared', score: 1 } }]);
		expect(askedOf(server)).toEqual(['small', 'judge', 'judge', 'judge']);
		const [decision] = await logged('later');
		expect(decision?.charges.map(({ modelId }) => modelId)).toEqual(['custom1/small', JUDGE]);
	});

	it('is left before anything is paid where the judge is known to be down', async () => {
		await serve((asked) => (asked.model === 'judge' ? refuses(401) : tie(asked)));
		for (const [atMs, id] of ['first', 'second'].entries()) await draw(id, RUNG, `large answer ${id}`, { atMs });
		expect(await auditTickets(ticketRun(server))).toMatchObject([
			{ end: { kind: 'left', because: 'auth', at: 'judge' } },
			{ end: { kind: 'left', because: 'auth', at: 'judge' } },
		]);
		expect(askedOf(server)).toEqual(['small', 'judge']);
	});

	it('is worse once its model has failed three calls that may be billed', async () => {
		await serve((asked) => (asked.model === 'small' ? reset : tie(asked)));
		await draw('broken', RUNG);
		for (let run = 0; run < 2; run++) {
			expect(await auditTickets(ticketRun(server), run)).toMatchObject([{ end: { kind: 'left', at: 'model' } }]);
			expect(await logged('broken')).toMatchObject([{ auditResult: null, auditStep: { asking: null } }]);
		}
		expect(await auditTickets(ticketRun(server), 2)).toMatchObject([{ end: { kind: 'compared', score: 0, judge: 'none/model' } }]);
		expect(await logged('broken')).toMatchObject([{ auditResult: { kind: 'loss', loss: 1 } }]);
		expect(askedOf(server)).toEqual(['small', 'small', 'small']);
	});

	it('waits where its model fails unbilled, however often', async () => {
		await serve((asked) => (asked.model === 'small' ? refuses(500) : tie(asked)));
		await draw('refused', RUNG);
		for (let run = 0; run < 4; run++) expect(await auditTickets(ticketRun(server), run)).toMatchObject([{ end: { kind: 'left' } }]);
		expect(await logged('refused')).toMatchObject([{ auditResult: null, auditStep: { asking: null, answers: {} } }]);
	});

	it('is worse once the judge has said nothing readable in three runs, with the answer paid once', async () => {
		await serve((asked) => (asked.model === 'judge' ? says('hm') : tie(asked)));
		await draw('unread', RUNG);
		for (let run = 0; run < 2; run++) expect(await auditTickets(ticketRun(server), run)).toMatchObject([{ end: { kind: 'left' } }]);
		expect(await auditTickets(ticketRun(server), 2)).toMatchObject([{ end: { score: 0, judge: 'none/judge' } }]);
		expect(askedOf(server).filter((model) => model === 'small')).toHaveLength(1);
	});
});

describe('a control', () => {
	it.each([
		['A', 'B', false],
		['B', 'A', true],
	] as const)('shows the judge another answer in one call, and tells whether it passed', async (ifLarge, otherwise, passed) => {
		await serve(honest(({ a }) => (a.startsWith('large') ? ifLarge : otherwise)));
		await draw('control', CONTROL);
		const others = () => ['Large answer control', 'another answer'];
		expect(await auditTickets(ticketRun(server, { others }))).toMatchObject([{ end: { kind: 'controlled', passed } }]);
		expect(askedOf(server)).toEqual(['judge']);
		expect(server.journal[0]?.body).toContain('another answer');
		expect(await logged('control')).toMatchObject([{ auditResult: { kind: 'control', passed }, outcomes: [] }]);
	});

	it('changes its own label where no other answer differs, and waits where it has none', async () => {
		await serve(tie);
		await draw('label', CONTROL, 'spam', { atMs: 1 });
		await draw('prose', CONTROL, 'A long answer, in prose: nothing here can be changed so that it is surely wrong.', { atMs: 2 });
		expect(await auditTickets(ticketRun(server, { others: () => ['Spam.', ''] }))).toMatchObject([
			{ end: { kind: 'controlled', passed: true } },
			{ end: { kind: 'controlled', passed: true } },
		]);
		await draw('alone', CONTROL, 'A long answer, in prose: nothing here can be changed so that it is surely wrong.');
		expect(await auditTickets(ticketRun(server))).toMatchObject([{ end: { kind: 'left', because: 'no_other_answer' } }]);
		expect(server.journal[0]?.body).toContain('not spam');
	});
});
