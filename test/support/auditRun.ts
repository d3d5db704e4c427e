import { ledgerFile } from '../../scripts/lib/ledgerFile';
import { sqliteLedgerAt } from '../../nodes/shared/ledger';
import type { LoggedDecision } from '../../router/ledger/feedbackPort';
import type { DecisionRecord, RecordedCandidate } from '../../router/ledger/record';
import { runFeedback, type FeedbackAsk } from './feedbackNode';
import type { TestServer } from './httpServer';
import { registryOf } from './ladder';
import { fullRecord } from './records';
import { provider, says, type Reply } from './routeNode';

export const JUDGE = 'custom1/judge';
const SMALL = 'custom1/small';
const LARGE = 'custom2/large';

const PRICED = [SMALL, LARGE, JUDGE].map((modelId, index) => ({ modelId, inputPrice: index + 1, outputPrice: 4 * (index + 1) }));

/** What one call costs here: 10 tokens in, 5 out, as `says` reports them. */
export const COST = { small: 30_000, large: 60_000, judge: 90_000 } as const;

export function candidate(modelId: string, rank: number, excludedBy: string | null = null): RecordedCandidate {
	return { modelId, rank, price: null, limitsKey: modelId, excludedBy, quality: 0.8, prior: null, propensity: 0 };
}

/** What is kept of the prompt of a decision. */
export function promptOf(id: string): string {
	return JSON.stringify([{ role: 'user', content: `question ${id}` }]);
}

/** A decision whose prompt and answer are kept for an audit; `small` has answered. */
export async function decide(id: string, changes: Partial<DecisionRecord> = {}): Promise<void> {
	await sqliteLedgerAt(ledgerFile).record(
		fullRecord(id, {
			dedupeKey: `audited:${id}`,
			routerId: 'wf:router-id',
			subjectKey: null,
			budgetKey: null,
			features: null,
			charges: [],
			audit: { probability: 0.5, chosen: true },
			tuning: null,
			candidates: [candidate(SMALL, 0), candidate(LARGE, 1)],
			result: { kind: 'answered', modelId: SMALL, slot: 1 },
			stored: { prompt: promptOf(id), answer: `small answer ${id}`, expiresAtMs: 4e12 },
			...changes,
		}),
	);
}

export async function logged(...ids: readonly string[]): Promise<readonly LoggedDecision[]> {
	return (await sqliteLedgerAt(ledgerFile).feedback.decisions({ filter: { ids }, order: 'oldest', limit: 100, after: null })).decisions;
}

export async function forgetAll(): Promise<void> {
	const { feedback } = sqliteLedgerAt(ledgerFile);
	await feedback.erase({ kind: 'older_than', atMs: 9e15 });
	for (const { name } of await feedback.listDocuments('audit_spending')) await feedback.deleteDocument('audit_spending', name);
}

/** One server that is all models: told by the model's name what it is asked for. */
export async function models(reply: (asked: { model: string; prompt: string }) => Reply | Promise<Reply>): Promise<TestServer> {
	return await provider((prompt, seen) => reply({ model: (JSON.parse(seen.body) as { model: string }).model, prompt }));
}

/** What an honest pair of candidates and a judge say; the judge goes by the words of `judge`. */
export function honest(
	judge: (answers: { a: string; b: string }) => 'A' | 'B' | 'tie',
): (asked: { model: string; prompt: string }) => Reply {
	return ({ model, prompt }) =>
		prompt.startsWith('<<<DATA')
			? says(JSON.stringify({ reason: 'so', better: judge(answersIn(prompt)) }))
			: says(`${model} answer to ${prompt}`);
}

function answersIn(prompt: string): { a: string; b: string } {
	const { answerA, answerB } = JSON.parse(prompt.split('\n')[1] ?? '{}') as { answerA: string; answerB: string };
	return { a: answerA, b: answerB };
}

/** The models asked, in order. */
export function askedOf({ journal }: TestServer): string[] {
	return journal.map(({ body }) => (JSON.parse(body) as { model: string }).model);
}

export function auditAsk(
	server: TestServer,
	options: Record<string, unknown> = {},
	over: Partial<FeedbackAsk> & { readonly judge?: string; readonly credential?: Record<string, unknown> } = {},
): FeedbackAsk {
	const { judge = JUDGE, credential, ...rest } = over;
	return {
		parameters: { resource: 'audit', operation: 'run', judgeModel: { __rl: true, mode: 'id', value: judge }, options },
		credentials: { llmModelRegistryApi: { ...registryOf([server.url, server.url]), modelFacts: { values: PRICED }, ...credential } },
		...rest,
	};
}

export const audit = (...ask: Parameters<typeof auditAsk>) => runFeedback(auditAsk(...ask));
