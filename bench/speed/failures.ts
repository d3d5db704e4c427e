import { randomUUID } from 'node:crypto';

import { fallbackTo, startGateway } from './gateway';
import { startProvider, type NamedCall, type Provider } from './provider';
import { inRounds, type Rounds } from './rounds';
import { sectionOf, type Effort, type Ratio, type Section } from './section';
import { median, ratioOf, spreadOf } from './stats';
import { count, millis } from './table';
import { itemsOf, runBareLoop, runRouter } from './workflows';

/** Both sides give up a call that does not answer after this. */
const TIMEOUT_S = 1;
const ITEMS = 20;

/** What a request pays where its first model fails, as the provider sees it: n8n's own work for the run is no part of it. */
export async function measureFailures({ short }: Effort): Promise<Section> {
	const provider = await startProvider();
	const gateway = await startGateway();
	const healthy = provider.after(0);
	const node = (baseUrl: string, items: number) => async () => {
		// A credential of its own: nothing is on cooldown yet.
		const credential = randomUUID();
		const ifModelFails = { timeout: TIMEOUT_S, maxRetries: 0 };
		const parameters = { threshold: 0, ifModelFails, limits: { parallelItems: 1 } };
		await runRouter({ baseUrl, fallbackUrl: healthy, items: itemsOf(items), parameters, credential });
	};
	const peer = (baseUrl: string, items: number) => async () => {
		if (gateway === null) return;
		const headers = fallbackTo([
			{ baseUrl, model: 'small', timeoutMs: TIMEOUT_S * 1_000 },
			{ baseUrl: healthy, model: 'large' },
		]);
		await runBareLoop({ baseUrl: gateway.baseUrl, items: itemsOf(items), parallel: 1, headers });
	};
	const rounds: Rounds = short ? { most: 5, least: 3, budgetMs: 2_000 } : { most: 15, least: 3, budgetMs: 3_000 };
	// A second for each.
	const hangs: Rounds = short ? { most: 1, warmUp: 0 } : { most: 3, warmUp: 0 };
	try {
		const measure = async (url: string, items: number, price: (calls: readonly NamedCall[]) => number, most = rounds) => {
			const one = (run: () => Promise<void>) => async () => price(await callsOf(provider, run));
			return await inRounds({ node: one(node(url, items)), ...(gateway && { gateway: one(peer(url, items)) }) }, most);
		};
		const refused = await measure(provider.refusing, 1, afterRefusal);
		const hung = await measure(provider.hanging, 1, afterHang, hangs);
		const cooling = await measure(provider.refusing, ITEMS, failedCalls);
		const each = { refused, hung, cooling } as const;
		return sectionOf({
			title: 'The price of a failure',
			about: ABOUT,
			tables: [{ head: ['what happens', 'Route and Answer', "Portkey's gateway"], lines: linesOf(each) }],
			ratios: ratiosOf(each),
			notMeasured: gateway === null ? ["Portkey's gateway: it is not installed"] : [],
		});
	} finally {
		gateway?.stop();
		provider.stop();
	}
}

async function callsOf(provider: Provider, run: () => Promise<void>): Promise<readonly NamedCall[]> {
	await provider.take();
	await run();
	return await provider.take();
}

/** From the refusal to the call of the next model. */
function afterRefusal(calls: readonly NamedCall[]): number {
	return atOf(calls, 'after') - (calls.find(({ kind }) => kind === 'refuse')?.leftMs ?? NaN);
}

/** From the call that is not answered to the next, without the timeout itself. */
function afterHang(calls: readonly NamedCall[]): number {
	return atOf(calls, 'after') - atOf(calls, 'hang') - TIMEOUT_S * 1_000;
}

function failedCalls(calls: readonly NamedCall[]): number {
	return calls.filter(({ kind }) => kind === 'refuse').length;
}

function atOf(calls: readonly NamedCall[], kind: string): number {
	return calls.find((call) => call.kind === kind)?.atMs ?? NaN;
}

type Sides = { readonly node: readonly number[]; readonly gateway?: readonly number[] };
type Each = { readonly refused: Sides; readonly hung: Sides; readonly cooling: Sides };

function linesOf({ refused, hung, cooling }: Each): string[][] {
	const said = (values: readonly number[] | undefined) => {
		if (values === undefined) return 'not measured';
		const { median: middle, min, max } = spreadOf(values);
		return `${millis(middle)} (${millis(min)} to ${millis(max)})`;
	};
	const calls = (values: readonly number[] | undefined) =>
		values === undefined ? 'not measured' : `${count(median(values))} of ${count(ITEMS)} items`;
	return [
		['429 at once: from the refusal to the call of the next model', said(refused.node), said(refused.gateway)],
		[`no answer: what is added to the timeout of ${String(TIMEOUT_S)} s`, said(hung.node), said(hung.gateway)],
		['cooling down after a 429 with Retry-After: items that still ask the refusing model', calls(cooling.node), calls(cooling.gateway)],
	];
}

function ratiosOf({ refused, cooling }: Each): Record<string, Ratio> {
	if (refused.gateway === undefined || cooling.gateway === undefined) return {};
	return {
		'failures.refused': {
			what: "429 at once: time to the next model next to Portkey's gateway",
			...ratioOf(refused.node, refused.gateway),
		},
		'failures.cooling': { what: "calls of a model that refuses next to Portkey's gateway", ...ratioOf(cooling.node, cooling.gateway) },
	};
}

const ABOUT = `Two models, the first of which fails; as the provider sees it, in ms. The gateway has a fallback of two targets and the same timeout; it
keeps no memory of failures, so each of its requests asks the refusing model again. The router remembers: a refused model is on cooldown, and the
next items do not ask it.`;
