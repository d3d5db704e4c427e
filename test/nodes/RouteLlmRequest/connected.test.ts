import { clearHealth } from '../../../nodes/shared/health';
import { chatModel, connectedAsk, message, type ConnectedOptions } from '../../support/chatModels';
import { runWorkflow, startWorkflow } from '../../support/engine';
import { NODE, openLedger, type TestLedger } from '../../support/routeNode';

let ledger: TestLedger;
/** Sub-nodes asked, in order. */
let asked: string[];
let failing: Record<string, unknown>;

beforeAll(async () => {
	ledger = await openLedger();
});
afterAll(async () => {
	await ledger.close();
});
beforeEach(() => {
	clearHealth();
	asked = [];
	failing = {};
});

const model = (name: string, more: object = {}) =>
	chatModel(() => {
		asked.push(name);
		if (name in failing) throw failing[name];
		return message(`${name} answers`);
	}, more);

const row = (branchName: string, strength: number, more: object = {}) => ({
	branchName,
	settings: { strength: String(strength), ...more },
});
const ROWS = [row('Cheap', 1), row('Strong', 10)];

function ask(more: Partial<ConnectedOptions> = {}): ConnectedOptions {
	return {
		items: [{ json: { text: 'Hi' } }],
		wired: ['Fallback', 'Cheap', 'Strong'],
		ports: ['GPT', 'Claude'],
		supplied: { GPT: model('GPT'), Claude: model('Claude') },
		...more,
		parameters: { models: { values: ROWS }, threshold: 0, maxRetries: 0, maxWaitTime: 0, ...more.parameters },
	};
}

const run = async (more: Partial<ConnectedOptions> = {}) => await runWorkflow(connectedAsk(ask(more)));
const status = (code: number, words = 'no') => Object.assign(new Error(words), { status: code });

describe('connected Chat Models', () => {
	it('answer on the branch of their port, without a credential', async () => {
		const result = await run();
		expect(result.error).toBeUndefined();
		expect(result.counts(NODE)).toEqual([0, 1, 0]);
		expect(result.items(NODE, 1)[0]?.json).toMatchObject({ output: 'GPT answers', llmRoute: { model: 'connected/GPT', branch: 'Cheap' } });
		expect(asked).toEqual(['GPT']);
	});

	it.each(['Cheap', 'GPT', 'connected/GPT'])('may be the only one allowed: %s', async (allowedModels) => {
		failing = { GPT: status(500) };
		expect((await run({ parameters: { allowedModels } })).counts(NODE)).toEqual([1, 0, 0]);
		expect(asked).toEqual(['GPT']);
	});

	it('go by the port, whatever order they were plugged in or named', async () => {
		const ports = ['C', 'A', 'B'];
		const supplied = { A: model('A'), B: model('B'), C: model('C') };
		const rows = [row('First', 1), row('Second', 2), row('Third', 3)];
		for (const [index, expected] of ports.entries()) {
			const parameters = { models: { values: rows }, strategy: 'rules', defaultModel: rows[index]?.branchName ?? '' };
			const result = await run({ ports, supplied, wired: ['Fallback', 'First', 'Second', 'Third'], parameters });
			expect(result.items(NODE, index + 1)[0]?.json).toMatchObject({ output: `${expected} answers` });
		}
	});

	it('one alone works, which n8n hands over without a list', async () => {
		const result = await run({
			ports: ['GPT'],
			supplied: { GPT: model('GPT') },
			wired: ['Fallback', 'Cheap'],
			parameters: { models: { values: [row('Cheap', 1)] } },
		});
		expect(result.items(NODE, 1)[0]?.json).toMatchObject({ output: 'GPT answers' });
	});

	it.each([
		['the first', { GPT: status(500) }, [0, 0, 1], ['GPT', 'Claude']],
		['the second', { Claude: status(500) }, [0, 1, 0], ['GPT']],
		['both', { GPT: status(500), Claude: status(429) }, [1, 0, 0], ['GPT', 'Claude']],
	])('%s failing', async (_, down, counts, calls) => {
		failing = down;
		const result = await run();
		expect(result.counts(NODE)).toEqual(counts);
		expect(asked).toEqual(calls);
	});

	it('cost what the row says, and what it does not say stays unknown', async () => {
		const priced = row('Cheap', 1, { inputPrice: 1, outputPrice: 2 });
		const known = await run({ parameters: { models: { values: [priced, row('Strong', 10)] } } });
		expect(known.items(NODE, 1)[0]?.json['llmRoute']).toMatchObject({ costUsd: 0.000018 });
		const unknown = await run();
		expect(unknown.items(NODE, 1)[0]?.json['llmRoute']).toMatchObject({ costUsd: null });
	});

	it('say that the order of the rows is their strength where nothing else is known', async () => {
		const result = await run({ parameters: { models: { values: [{ branchName: 'Cheap' }, { branchName: 'Strong' }] } } });
		expect(result.hints(NODE).map(({ message: text }) => text)).toEqual([expect.stringContaining('the order of the rows decides')]);
	});

	it.each([
		['Strong', 'connected/Claude'],
		['connected/GPT', 'connected/GPT'],
	])('a rule names one by branch or id: %s', async (named, chosen) => {
		const result = await run({ parameters: { strategy: 'rules', rules: { values: [{ model: named }] } } });
		expect([1, 2].flatMap((output) => result.items(NODE, output))[0]?.json['llmRoute']).toMatchObject({ model: chosen });
	});

	it.each([
		['a rule', { rules: { values: [{ model: 'Weak' }] } }, 'Rules, rule 1: names the model "Weak", which is not in the list'],
		['the default model', { defaultModel: 'Weak' }, 'Default Model: names the model "Weak", which is not in the list'],
	])('%s that names none of them is an error', async (_, parameters, words) => {
		const result = await run({ parameters: { strategy: 'rules', ...parameters } });
		expect(result.error?.message).toContain(words);
		expect(asked).toEqual([]);
	});
});

describe('ports that cannot be used', () => {
	it.each([
		['left open', { ports: ['GPT', null] }, 'Models, row 2, port "Strong": is open. Connect a Chat Model to it, or disable the row.'],
		['left open, the last one plugged in', { ports: [null, 'Claude'] }, 'Models, row 1, port "Cheap": is open.'],
		['all left open', { ports: [null, null] }, 'Models, row 1, port "Cheap": is open.'],
		['with a disabled sub-node', { off: ['Claude'] }, 'Models, row 2, port "Strong": holds "Claude", which is disabled.'],
		['that share a sub-node', { ports: ['GPT', 'GPT'] }, 'Models, row 2, port "Strong": holds "GPT", which is on the port "Cheap" too.'],
		[
			'with no chat model',
			{ supplied: { GPT: model('GPT'), Claude: { _modelType: () => 'base_llm', invoke: () => 'text' } } },
			'Models, row 2, port "Strong": holds "Claude", which is not a Chat Model.',
		],
		[
			'with an object that answers nothing',
			{ supplied: { GPT: {}, Claude: model('Claude') } },
			'Models, row 1, port "Cheap": holds "GPT", which is not a Chat Model.',
		],
	] satisfies [string, Partial<ConnectedOptions>, string][])('%s', async (_, more, words) => {
		const result = await run(more);
		expect(result.status).toBe('error');
		expect(result.error?.message).toContain(words);
		expect(asked).toEqual([]);
	});

	it.each([
		['is open', { ports: ['GPT', null] }],
		['holds a disabled sub-node', { off: ['Claude'] }],
		['shares the sub-node of another', { ports: ['GPT', 'GPT'] }],
	] satisfies [string, Partial<ConnectedOptions>][])('do not matter where the row is switched off: its port %s', async (_, more) => {
		const values = [row('Cheap', 1), row('Strong', 10, { enabled: false })];
		const result = await run({ ...more, parameters: { models: { values } } });
		expect(result.error).toBeUndefined();
		expect(result.items(NODE, 1)[0]?.json).toMatchObject({ output: 'GPT answers' });
	});

	it('a sub-node that cannot be set up is an error that names it', async () => {
		const result = await run({ supplied: { GPT: model('GPT'), Claude: new Error('it has no credential') } });
		expect(result.error).toMatchObject({ message: 'Error in sub-node Claude', description: 'it has no credential' });
		expect(asked).toEqual([]);
	});

	it('a source of models that does not exist is an error', async () => {
		const result = await run({ parameters: { modelsFrom: 'elsewhere' } });
		expect(result.error?.message).toContain('Models From: is none of its options.');
	});

	it('Route Only has none: one error before anybody is asked', async () => {
		const result = await run({ parameters: { operation: 'routeOnly' } });
		expect(result.error?.message).toContain('Models From: is Connected Chat Models, but Route Only calls no model.');
		expect(asked).toEqual([]);
	});
});

describe('what a Chat Model does by itself', () => {
	it('its retries are switched off for the run', async () => {
		const caller = { maxRetries: 6 };
		const result = await run({ supplied: { GPT: model('GPT', { caller }), Claude: model('Claude') } });
		expect(caller.maxRetries).toBe(0);
		expect(result.hints(NODE)).toEqual([]);
	});

	it('one hint says so where they cannot be', async () => {
		const supplied = { GPT: model('GPT', { caller: Object.freeze({ maxRetries: 6 }) }), Claude: model('Claude', { maxRetries: 2 }) };
		const result = await run({ supplied });
		expect(result.hints(NODE).map(({ message: text }) => text)).toEqual([
			"GPT retries failed calls itself (Max Retries 6), on top of this node's own retries: set it to 0 there",
			"Claude retries failed calls itself (Max Retries 2), on top of this node's own retries: set it to 0 there",
		]);
	});

	it('a key its object holds is in no item, record or hint, whatever its provider says', async () => {
		const key = 'planted key of no known shape!';
		failing = { GPT: status(401, `Incorrect API key provided: ${key}`), Claude: status(401, `bad ${key.slice(0, 14)}`) };
		const supplied = { GPT: model('GPT', { apiKey: key }), Claude: model('Claude', { clientConfig: { apiKey: key } }) };
		const started = await startWorkflow(connectedAsk(ask({ supplied, parameters: { includeDetails: true } })));
		const result = await started.done;
		const shown = JSON.stringify([result.items(NODE, 0), result.hints(NODE), ledger.stored(started.executionId)]);
		expect(shown).toContain('[key removed]');
		expect(shown).not.toContain(key.slice(0, 12));
	});

	it('a failure cools down in its own workflow only', async () => {
		failing = { GPT: status(401) };
		await run();
		failing = {};
		const elsewhere = connectedAsk(ask());
		const result = await runWorkflow({ ...elsewhere, workflow: { ...elsewhere.workflow, id: 'another' } });
		expect(result.counts(NODE)).toEqual([0, 1, 0]);
		expect((await run()).counts(NODE)).toEqual([0, 0, 1]);
	});
});
