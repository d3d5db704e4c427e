import type { Consumer } from '../support/chatConsumers';
import type { Fault } from '../support/chatFaults';
import type { ChatCall } from '../support/chatProvider';
import { SOURCES, STOCK } from '../support/chatWorkflow';
import { startChatWorld, type ChatWorld } from '../support/chatWorld';
import { SETUP_TIMEOUT_MS } from '../support/e2e';
import type { Execution } from '../support/executions';
import { z } from 'zod';

/** USD per million tokens. */
const PRICES = { small: { inputPrice: 1, outputPrice: 4 }, large: { inputPrice: 10, outputPrice: 40 } };
const NANO_PER_MICRO = 1_000;

interface Case {
	readonly kind: Consumer;
	readonly name: string;
	/** Of the small model, one call after the other; then it is well. */
	readonly faults: readonly Fault[];
	readonly fields?: Record<string, unknown>;
	/** Requests of the consumer's. */
	readonly asked: number;
}

/** An answer of the small model's is paid for, and is not good enough. */
const REJECTED = {
	checks: { values: [{ check: 'matches', severity: 'must_pass', pattern: '^small', mustMatch: 'not_match' }] },
};

const CASES: readonly Case[] = [
	{ kind: 'agent', name: 'agent', faults: ['429', '500'], asked: 2 },
	{ kind: 'agent', name: 'later', faults: ['none', 'half'], asked: 2 },
	{ kind: 'chain', name: 'chain', faults: ['500', 'none', 'garbage'], asked: 5 },
	{ kind: 'chain', name: 'checked', faults: [], fields: REJECTED, asked: 5 },
	{ kind: 'extractor', name: 'extractor', faults: ['badJson'], asked: 2 },
	{ kind: 'summary', name: 'summary', faults: ['half'], asked: 2 },
];

const tokenUsage = z.object({ promptTokens: z.number(), completionTokens: z.number() });
const shown = z.object({
	llmRoute: z.object({
		model: z.string(),
		branch: z.string(),
		reason: z.string(),
		costUsd: z.number().nullable(),
		failedBefore: z.array(z.string()),
	}),
});

const shownTexts = z.object({ response: z.object({ generations: z.array(z.tuple([z.object({ text: z.string() })])) }) });
const messagesIn = z.object({ messages: z.array(z.string()) });

/** One execution, read four times: what the provider was asked, what the log and the bill say, and what n8n shows. */
(STOCK ? describe.skip : describe).each(SOURCES)('the journal, the log and the run data, %s', (source) => {
	let world: ChatWorld;
	let execution: Execution;
	const tagOf = (name: string) => `log-${name}-${source}`;

	beforeAll(async () => {
		world = await startChatWorld();
		for (const { name, faults } of CASES) world.provider.plan(`small-${tagOf(name)}`, ...faults);
		execution = await world.run(
			`Log ${source}`,
			CASES.map(({ kind, name, fields }) =>
				world.piece(kind, source, tagOf(name), { name, fields: { ...fields, rows: PRICES, timeout: 20 } }),
			),
		);
	}, SETUP_TIMEOUT_MS);
	afterAll(async () => {
		await world.stop();
	});

	it.each(CASES)('$name: the log has one decision per request, and each call and its tokens once', ({ name, asked }) => {
		const calls = world.provider.calls(tagOf(name));
		const decisions = world.decisions(tagOf(name));
		expect({ decisions: decisions.length, errors: execution.errors(name) }).toEqual({ decisions: asked, errors: [] });
		const attempts = decisions.flatMap((decision) => decision.attempts);
		expect(
			attempts
				.toSorted((a, b) => a.startedMs - b.startedMs)
				.map(({ modelId }) => sizeOf(modelId))
				.sort(),
		).toEqual(calls.map(({ model }) => sizeOf(model)).sort());
		if (asked <= 2) expect(attempts.map(({ modelId }) => sizeOf(modelId))).toEqual(calls.map(({ model }) => sizeOf(model)));
		const charged = decisions.flatMap(({ charges }) =>
			charges.flatMap(({ modelId, usage, costNanoUsd }) =>
				usage === null ? [] : [[sizeOf(modelId), usage.inputTokens, usage.outputTokens, costNanoUsd]],
			),
		);
		const billed = calls.flatMap((call) =>
			call.usage === null ? [] : [[sizeOf(call.model), call.usage.input, call.usage.output, costOf(call)]],
		);
		expect(charged.map(String).sort()).toEqual(billed.map(String).sort());
		expect(new Set(decisions.map(({ dedupeKey }) => dedupeKey)).size).toBe(asked);
	});

	it.each(CASES)('$name: each run of the sub-node tells who answered, why, what failed before and its cost', ({ name, asked }) => {
		const runs = execution.runs(`Router ${tagOf(name)}`);
		expect(runs).toHaveLength(asked);
		const decisions = world.decisions(tagOf(name));
		const told = runs.map(({ items }) => shown.parse(items[0]).llmRoute);
		expect(told.map(({ model, costUsd }) => `${model} ${String(costUsd === null ? null : Math.round(costUsd * 1e9))}`).sort()).toEqual(
			decisions
				.map(({ result, charges }) => {
					const costs = charges.map(({ costNanoUsd }) => costNanoUsd);
					const cost = costs.includes(null) ? null : costs.reduce((sum, one) => Number(sum) + Number(one), 0);
					return `${result.kind === 'answered' ? result.modelId : ''} ${String(cost)}`;
				})
				.sort(),
		);
		for (const { branch, model, reason } of told) {
			expect(model).toContain(branch);
			expect(reason).not.toBe('');
		}
		expect(told.reduce((sum, { failedBefore }) => sum + failedBefore.length, 0)).toBe(
			decisions.reduce((sum, { attempts }) => sum + attempts.length - 1, 0),
		);
	});

	it.each(CASES)('$name: no token is counted twice, and the node that asks has the sums', ({ name, asked }) => {
		const tag = tagOf(name);
		const calls = world.provider.calls(tag);
		const nodes = [`Router ${tag}`, ...(source === 'connected' ? [`small-${tag}`, `large-${tag}`] : [])];
		const items = nodes.flatMap((node) => execution.runs(node).flatMap((run) => run.items));
		expect(items.filter((item) => 'tokenUsageEstimate' in item)).toEqual([]);
		const used = items.flatMap((item) => ('tokenUsage' in item ? tokenUsage.parse(item['tokenUsage']) : []));
		const total = calls.reduce((sum, { usage }) => ({ in: sum.in + (usage?.input ?? 0), out: sum.out + (usage?.output ?? 0) }), {
			in: 0,
			out: 0,
		});
		expect({
			in: used.reduce((sum, one) => sum + one.promptTokens, 0),
			out: used.reduce((sum, one) => sum + one.completionTokens, 0),
		}).toEqual(total);
		const cost = calls.reduce((sum, call) => sum + costOf(call), 0) / 1e9;
		const unknown = world.decisions(tag).flatMap(({ charges }) => charges.filter(({ costNanoUsd }) => costNanoUsd === null)).length;
		expect(execution.tracing(name)).toMatchObject({
			'llm.tokens.in': total.in,
			'llm.tokens.out': total.out,
			'llm.tokens.total': total.in + total.out,
			'llm.cost.total': expect.closeTo(cost, 9),
			...(unknown > 0 && { 'llm_router.cost.unknown': unknown }),
			'llm_router.calls': asked,
		});
	});

	it('what n8n shows of a run is what was said or called, and how it came about', () => {
		const texts = execution.runs(`Router ${tagOf('agent')}`).map(({ input, items }) => {
			const { response } = shownTexts.parse(items[0]);
			return { asked: messagesIn.parse(input[0]).messages, said: response.generations.map(([{ text }]) => text) };
		});
		expect(texts).toEqual([
			{
				asked: ['Human: Please use weather and clock.'],
				said: [
					expect.stringMatching(/^Calls (clock|weather)\(\{"call".*\), (clock|weather)\(/),
					expect.stringMatching(/^Answered by large, \$0\.00\d{4}: Rule "Everything" matched, so small; small failed/),
				],
			},
			{
				asked: [expect.stringMatching(/^Human: Please use weather and clock\.\nAI: Calls .*\nTool: .* is fine/)],
				said: [expect.stringContaining('is fine'), expect.stringMatching(/^Answered by large, \$0\.00\d{4}: /)],
			},
		]);
	});

	// Models of the registry are no nodes, so they have no runs.
	if (source === 'connected')
		it.each(CASES)('$name: each run of a candidate hangs under the call it was for', ({ name }) => {
			const tag = tagOf(name);
			const router = `Router ${tag}`;
			const hung = ['small', 'large'].flatMap((size) => execution.runs(`${size}-${tag}`).map(({ from, error }) => ({ size, from, error })));
			expect(hung.map(({ size }) => size).sort()).toEqual(
				world.provider
					.calls(tag)
					.map(({ model }) => sizeOf(model))
					.sort(),
			);
			expect(new Set(hung.map(({ from }) => from?.node))).toEqual(new Set([router]));
			const under = execution.runs(router).map((run, index) => {
				const tried = hung.filter(({ from }) => from?.run === index);
				const { branch, failedBefore } = shown.parse(run.items[0]).llmRoute;
				return { tried: tried.map(({ size }) => size).sort(), meant: [branch, ...failedBefore.map(sizeOf)].sort() };
			});
			for (const { tried, meant } of under) expect(tried).toEqual(meant);
		});
});

function sizeOf(model: string): 'small' | 'large' {
	return model.includes('small-') ? 'small' : 'large';
}

function costOf({ model, usage }: ChatCall): number {
	const { inputPrice, outputPrice } = PRICES[sizeOf(model)];
	return usage === null ? 0 : (usage.input * inputPrice + usage.output * outputPrice) * NANO_PER_MICRO;
}
