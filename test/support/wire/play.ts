import { z } from 'zod';

import { json, serve, type Seen } from '../httpServer';
import { NODE, run, says, type Ask, type Reply, type TestLedger } from '../routeNode';

/** What a provider answers, and what the node does about it. */
export interface WireAnswer {
	readonly status: number;
	readonly headers?: Readonly<Record<string, string>>;
	/** JSON, or the text that is sent as it is. */
	readonly body: unknown;
}

export interface WireAsk {
	/** May depend on what it was asked. */
	readonly answer: WireAnswer | ((body: Readonly<Record<string, unknown>>) => WireAnswer);
	/** Asked first, as `provider/model`. Default: `custom1/cheap`. */
	readonly model?: string;
	/** How often it answers so; it is well afterwards. Default: always. */
	readonly times?: number;
	/** Which calls are answered so; the others are well. Default: all. */
	readonly when?: (body: Readonly<Record<string, unknown>>) => boolean;
	/** The failing model is the stronger one, and asked first for that. */
	readonly swap?: boolean;
	readonly parameters?: Readonly<Record<string, unknown>>;
	/** Facts of its row; `{}`: none are given. */
	readonly facts?: object;
	/** Of the other model's row. */
	readonly others?: object;
	/** What is typed behind the host of its Base URL. Default: `/v1`, for Azure nothing. */
	readonly typed?: string;
	/** Default: 1. */
	readonly items?: number;
	/** Whether another item follows in a run of its own, once the model is well, to see whether it is left alone. */
	readonly follow?: boolean;
	/** Of the item beside its text. */
	readonly binary?: NonNullable<Ask['items'][number]['binary']>;
}

/** All of it as seen from outside. */
export interface WireSeen {
	/** Of the first item. */
	readonly branch: 'Fallback' | 'First' | 'Second';
	/** Of the first attempt at the first item; `null`: it was answered. */
	readonly kind: string | null;
	/** At the failing model and at the other. */
	readonly calls: readonly [number, number];
	/** Whether the item that followed left the failing model alone. */
	readonly cooled: boolean;
	readonly failure: string | null;
	readonly output: unknown;
	readonly draft: string | null;
	readonly costUsd: number | null;
	readonly reason: string;
	readonly hints: readonly string[];
	/** Where the failing model's calls went. */
	readonly paths: readonly string[];
	/** What it was sent, in order. */
	readonly sent: readonly Readonly<Record<string, unknown>>[];
	readonly branches: readonly string[];
}

const FACTS = { inputPrice: 1, outputPrice: 4, contextTokens: 20_000, outputLimit: 2_000 };
const OTHER = { inputPrice: 2, outputPrice: 8, contextTokens: 40_000, outputLimit: 4_000 };
const BRANCHES = ['Fallback', 'First', 'Second'] as const;

let runs = 0;

/** Runs a workflow whose first model's provider answers so, and whose second model is well. */
export async function playWire(ask: WireAsk, ledger: TestLedger): Promise<WireSeen> {
	const sent: Record<string, unknown>[] = [];
	const paths: string[] = [];
	let well = false;
	let given = 0;
	const first = await serve((response, seen) => {
		const body = bodyOf(seen);
		sent.push(body);
		paths.push(seen.path);
		const failing = !well && given < (ask.times ?? Infinity) && (ask.when?.(body) ?? true);
		if (!failing) return reply(response, says('fine'));
		given++;
		const { status, headers = {}, body: text } = typeof ask.answer === 'function' ? ask.answer(body) : ask.answer;
		if (typeof text === 'string') return void response.writeHead(status, headers).end(text);
		json(response, status, text, headers);
	});
	const second = await serve((response) => reply(response, says('fine')));
	const executionId = `wire-${String(runs++)}-${String(process.pid)}`;
	try {
		const asked = askOf(ask, [first.url, second.url], executionId);
		const result = await run(asked);
		if (result.error !== undefined) throw new Error(result.error.message);
		const calls = [sent.length, second.journal.length] as const;
		well = true;
		if (ask.follow ?? true)
			await run({ ...asked, items: [{ json: { text: 'And this?' } }], extra: { executionId: `${executionId}-after` } });
		const out = BRANCHES.flatMap((branch, at) => result.items(NODE, at).map(({ json: item }) => ({ branch, item: seenItem.parse(item) })));
		const [item] = out.filter(({ item: { n } }) => n === 0);
		if (item === undefined) throw new Error('the first item is on no output');
		const route = item.item.llmRoute;
		const result0 = ledger.stored(executionId)[0]?.attempts[0]?.result;
		return {
			branch: item.branch,
			kind: result0?.kind === 'failed' ? result0.failure : null,
			calls,
			cooled: sent.length === calls[0],
			failure: route.failure ?? null,
			output: item.item.output,
			draft: route.draft ?? null,
			costUsd: route.costUsd,
			reason: route.reason,
			hints: result.hints(NODE).map(({ message }) => message),
			paths: paths.slice(0, calls[0]),
			sent: sent.slice(0, calls[0]),
			branches: out.sort((a, b) => a.item.n - b.item.n).map(({ branch }) => branch),
		};
	} finally {
		await Promise.all([first.close(), second.close()]);
	}
}

const seenItem = z.object({
	n: z.number(),
	output: z.unknown(),
	llmRoute: z.object({
		reason: z.string(),
		failure: z.string().optional(),
		draft: z.string().optional(),
		costUsd: z.number().nullable(),
	}),
});

function bodyOf({ body }: Seen): Record<string, unknown> {
	return z.record(z.unknown()).parse(JSON.parse(body));
}

function reply(response: Parameters<typeof json>[0], made: Reply): void {
	if (made.kind === 'json') json(response, made.status, made.body, made.headers);
}

function askOf(ask: WireAsk, urls: readonly [string, string], executionId: string): Ask {
	const { model = 'custom1/cheap', swap = false, items = 1 } = ask;
	const kind = model.slice(0, model.indexOf('/'));
	const [failing, other] = swap ? ['2', '1'] : ['1', '2'];
	const values = [
		{ model: { mode: 'id', value: model }, branchName: 'First', settings: { strength: failing, ...(ask.facts ?? FACTS) } },
		{ model: { mode: 'id', value: 'custom3/large' }, branchName: 'Second', settings: { strength: other, ...(ask.others ?? OTHER) } },
	];
	return {
		items: Array.from({ length: items }, (_, n) => ({
			json: { text: `Question ${String(n)}`, n },
			...(ask.binary && { binary: ask.binary }),
		})),
		urls,
		wired: [...BRANCHES],
		credentialId: executionId,
		credential: {
			providers: [kind, 'custom3'],
			[`${kind}Name`]: 'One',
			[`${kind}BaseUrl`]: `${urls[0]}${ask.typed ?? (kind === 'azure' ? '' : '/v1')}`,
			[`${kind}ApiKey`]: `sk-planted-${executionId}-9f3c`,
			custom3Name: 'Two',
			custom3BaseUrl: `${urls[1]}/v1`,
			custom3ApiKey: `sk-planted-${executionId}-0d3b`,
		},
		parameters: { models: { values }, threshold: swap ? 1 : 0, ...ask.parameters },
		extra: { executionId },
	};
}
