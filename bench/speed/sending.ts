import type { IExecuteFunctions } from 'n8n-workflow';

import { wayOut } from '../../nodes/shared/keptConnections';
import { createTransport } from '../../nodes/shared/transport';
import { codeNode } from '../../scripts/lib/engine';
import { startProvider } from './provider';
import { inRounds } from './rounds';
import { sectionOf, type Effort, type Section } from './section';
import { median, ratioOf, spreadOf } from './stats';
import { count, micros } from './table';
import { itemsOf, measured } from './workflows';

const PARALLEL = 50;
const CODE = 'bench.sending';
const BODY = JSON.stringify({
	model: 'small',
	messages: [{ role: 'user', content: 'please say in two sentences what is asked. '.repeat(5) }],
});
const HEADERS = { accept: 'application/json', 'content-type': 'application/json' };

type Read = () => Promise<string>;
type Way = (ctx: IExecuteFunctions, url: string) => Read;

const WAYS = {
	helper: (ctx, url) => {
		const fetch = createTransport((options) => ctx.helpers.httpRequest(options));
		return async () => await (await fetch(url, { method: 'POST', headers: HEADERS, body: BODY })).text();
	},
	kept: (ctx, url) => {
		const send = wayOut(ctx);
		return async () => {
			const chunks: Uint8Array[] = [];
			for await (const chunk of (await send({ url, method: 'POST', headers: HEADERS, body: BODY })).body) chunks.push(chunk);
			return Buffer.concat(chunks).toString();
		};
	},
	fetch: (_, url) => async () => await (await fetch(url, { method: 'POST', headers: HEADERS, body: BODY })).text(),
} as const satisfies Record<string, Way>;

const NAMES: Readonly<Record<keyof typeof WAYS, string>> = {
	helper: "n8n's request helper, a connection for each request",
	kept: 'connections that are kept, as the router sends',
	fetch: "Node's fetch, which knows none of n8n's rules",
};

/** What it costs to send a request and read its answer, with nothing around it. */
export async function measureSending({ short }: Effort): Promise<Section> {
	const provider = await startProvider();
	const url = `${provider.after(5)}/chat/completions`;
	const items = itemsOf(short ? 200 : 1_000);
	try {
		const cpuOf = (way: Way) => async () => {
			let spent = NaN;
			const node = codeNode(async (all, ctx) => {
				const read = way(ctx, url);
				const before = process.cpuUsage();
				const queue = all.values();
				await Promise.all(Array.from({ length: PARALLEL }, async () => await asMany(queue, read)));
				const { user, system } = process.cpuUsage(before);
				spent = (user + system) / all.length;
				return [all];
			});
			await measured({ type: CODE, parameters: {}, items, nodeTypes: { [CODE]: node }, outputs: 1 });
			return spent;
		};
		const found = await inRounds(
			{ helper: cpuOf(WAYS.helper), kept: cpuOf(WAYS.kept), fetch: cpuOf(WAYS.fetch) },
			{ most: short ? 3 : 7, least: 2, budgetMs: short ? 1_500 : 5_000 },
		);
		const line = (way: keyof typeof WAYS) => {
			const { min, max } = spreadOf(found[way]);
			return [NAMES[way], micros(median(found[way])), `${micros(min)} to ${micros(max)}`];
		};
		return sectionOf({
			title: 'The way out of n8n',
			about: ABOUT,
			tables: [
				{
					head: [`a request, ${String(PARALLEL)} parallel, 5 ms provider`, 'processor time', 'rounds from, to'],
					lines: (['helper', 'kept', 'fetch'] as const).map(line),
				},
			],
			ratios: {
				'sending.helper': {
					what: "sending over connections that are kept, processor time next to n8n's request helper",
					...ratioOf(found.kept, found.helper),
				},
			},
		});
	} finally {
		provider.stop();
	}
}

async function asMany(queue: Iterator<unknown>, read: Read): Promise<void> {
	while (!queue.next().done) if (!(await read()).includes('choices')) throw new Error('The provider gave no completion.');
}

const ABOUT = `${count(1_000)} requests from a node in n8n's engine, over HTTP: with TLS each new connection also costs a handshake, on both sides and over the
network. n8n's request helper obeys proxies and egress rules, adds the headers of n8n's traces and lets n8n answer in its place in an evaluation. The
router's own way asks n8n's egress filter for each request and for each address, adds the same headers, and leaves requests to the helper where a
proxy is set, n8n evaluates, or its version does not tell. What is lost: whatever a later n8n adds to its helper alone; a test fails when the
helper of the n8n that the router is built with looks at more than these. Requests are not packed or asked to be.`;
