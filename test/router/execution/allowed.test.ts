import type { Check } from '../../../router/quality/check';
import { notEmpty } from '../../../router/quality/notEmpty';
import { setup, strong, weak } from '../../support/executing';
import { answers, modelAt, scriptedClient } from '../../support/routing';

// The plan of these requests leaks: it knows nothing of Allowed Models, and only the meter does.

const judge = modelAt(7);

it('a plan that leads outside Allowed Models is refused before anything is sent', async () => {
	const client = scriptedClient();
	const { run, meter } = setup(client, { allowed: new Set([strong.id]) });
	const { attempts, end } = await run();
	expect(client.sent).toEqual([]);
	expect(end).toMatchObject({ kind: 'give_up', reason: 'bad_request' });
	expect(attempts).toMatchObject([{ modelId: weak.id, result: { kind: 'failed', failure: { notSent: 'not_allowed', billed: false } } }]);
	expect(meter.charges()).toEqual([]);
});

it('an escalation that leads outside leaves the draft', async () => {
	const client = scriptedClient(answers(' '));
	const { end } = await setup(client, { allowed: new Set([weak.id]) }).run();
	expect(client.called()).toEqual([weak.id]);
	expect(end).toMatchObject({ kind: 'give_up', reason: 'quality', draft: 0 });
});

it.each(['complete', 'embed'] as const)('a %s of a check outside is refused, and noted once', async (way) => {
	const asks: Check = {
		...notEmpty,
		severity: 'counts',
		cost: 'calls',
		async run({ call, request }) {
			const { messages } = request.request;
			const ask = { model: judge, messages, maxOutputTokens: 5, temperature: null, responseFormat: null, logProbs: false };
			const made =
				way === 'embed'
					? await call.embed(judge, ['hi'])
					: await call.complete('check', { ...ask, omit: [], timeoutMs: 1_000, firstByteMs: null });
			return { kind: 'error', reason: made.ok ? 'it was asked' : made.failure.summary };
		},
	};
	const embedded: string[] = [];
	const client = scriptedClient(answers('Paris'));
	const watched: typeof client = {
		...client,
		embed: async (model) => {
			embedded.push(model.id);
			return { ok: true, vectors: [], usage: null };
		},
	};
	const { run, meter } = setup(watched, { allowed: new Set([weak.id]), checks: [asks, asks] });
	const { attempts } = await run();
	expect([...client.called(), ...embedded]).toEqual([weak.id]);
	expect(attempts).toMatchObject([
		{ result: { kind: 'answered', gate: { reasons: Array(2).fill(expect.stringContaining('not in Allowed Models')) } } },
	]);
	expect(meter.notAsked()).toEqual([judge.id]);
});
