import type { INodeParameters } from 'n8n-workflow';
import { DEFAULTS } from '../../../nodes/RouteLlmRequest/description/defaults';
import { NO_LIMITS } from '../../../router/registry/model';
import { errorOf, read, readAll, readItems, row, two } from '../../support/readSettings';

describe('what an untouched node means', () => {
	it('is the defaults of the design, in the engine units', async () => {
		expect(await read()).toEqual({
			allowedNames: { names: { kind: 'all' }, varies: false, definition: undefined },
			problem: null,
			waitsAutomatically: true,
			operation: 'routeAndAnswer',
			modelsFrom: 'registry',
			moreChecks: [],
			rows: [
				{ slot: 1, modelId: 'a/one', model: 'a/one', branch: 'one', strength: null, enabled: true, facts: NOTHING },
				{ slot: 2, modelId: 'b/two', model: 'b/two', branch: 'two', strength: null, enabled: true, facts: NOTHING },
			],
			conversation: 'none',
			ifFallbackNotConnected: 'stop',
			outputField: 'output',
			parallelItems: 10,
			costCapNanoUsd: null,
			spending: { budgetNanoUsd: null, strongestShare: null },
			budgetPer: 'day',
			showKeys: false,
			timeZone: null,
			roomTokens: 1024,
			includeDetails: false,
			shareBetweenWorkers: false,
			policy: {
				operation: 'routeAndAnswer',
				threshold: DEFAULTS.threshold,
				acceptFrom: 0.5,
				maxRetries: 2,
				patienceMs: 30_000,
				limitWaitMs: 0,
				timeoutMs: 120_000,
				firstByteMs: null,
				deadlineMs: null,
				latencyTargetMs: null,
				whenSpent: 'fallback',
				neverDearer: false,
				contentPolicyFallback: false,
				maxSteps: null,
				floor: null,
				maxOutputTokens: null,
			},
			bypass: { kind: 'none', definition: null },
			stripReasoning: true,
			bufferUntilChecked: false,
			systemMessage: null,
			format: null,
			history: { kind: 'messages', messages: [] },
			historyLimit: 20,
			images: { kind: 'none' },
			checks: { notEmpty: true, notCutOff: true },
			strategy: { settings: { weights: { kind: 'shipped' } }, weights: { kind: 'shipped' }, create: expect.any(Function) },
			thresholdFrom: { kind: 'panel' },
			embeddingModelId: null,
			keep: { auditProbability: 0, contentDays: 30, features: false, featuresDays: 0, subjectKey: null, budgetKey: null },
			prompt: { kind: 'text', text: 'Hi', analyzed: null, fixed: [], pictures: [], field: 'text', from: 'prompt from text' },
		});
	});

	it('is the same where fields are hidden by Route Only', async () => {
		const settings = await read({ operation: 'routeOnly', timeout: 7, minimumScore: 9 });
		expect(settings.policy).toMatchObject({ operation: 'routeOnly', timeoutMs: 120_000, acceptFrom: 0.5 });
	});
});

const NOTHING = { price: null, contextTokens: null, maxOutputTokens: null, capabilities: null, limits: NO_LIMITS };

describe('models', () => {
	it('carry names, strength and facts; a disabled row keeps its slot', async () => {
		const facts = {
			inputPrice: 0.15,
			outputPrice: 0.6,
			contextTokens: 8000,
			outputLimit: 500,
			capabilities: ['vision'],
			requestsPerMinute: 60,
			tokensPerMinute: 90_000,
			parallelCalls: 4,
		};
		const models = {
			values: [
				row('a/one', { branchName: 'Cheap', settings: { strength: '3', ...facts } }),
				row('b/off', { settings: { enabled: false } }),
				row('b/two'),
			],
		};
		const { rows } = await read({ models });
		expect(rows).toEqual([
			{
				slot: 1,
				modelId: 'a/one',
				model: 'a/one',
				branch: 'Cheap',
				strength: 3,
				enabled: true,
				facts: {
					price: { inputUsdPerMTok: 0.15, cachedInputUsdPerMTok: null, outputUsdPerMTok: 0.6 },
					contextTokens: 8000,
					maxOutputTokens: 500,
					capabilities: ['vision'],
					limits: { requestsPerMinute: 60, tokensPerMinute: 90_000, parallel: 4 },
				},
			},
			expect.objectContaining({ slot: 2, enabled: false, branch: 'off' }),
			expect.objectContaining({ slot: 3, modelId: 'b/two', branch: 'two' }),
		]);
	});

	it('a single model is allowed', async () => {
		expect((await read({ models: { values: [row('a/one')] } })).rows).toHaveLength(1);
	});

	it.each([
		[[], 'Models: has no enabled row. Add a model, or switch a row on.'],
		[[row('a/one', { settings: { enabled: false } })], 'Models: has no enabled row. Add a model, or switch a row on.'],
		[
			[row('a/one'), row('a/two'), row(' a/one ')],
			'Models, row 3: is the same model as row 1, with the same settings. Give it other settings, choose another model, or switch one of the two rows off.',
		],
		[
			[{ model: { __rl: true, mode: 'list', value: 'gpt-4o' } }],
			'Models, row 1: does not name its provider. Write the model as provider/model, for example openai/gpt-4o-mini.',
		],
		[[row('a/one', { settings: { inputPrice: -1, outputPrice: 1 } })], 'Models, row 1, Input Price: is -1. Use a number of at least 0.'],
		[
			[row('a/one', { settings: { inputPrice: 1 } })],
			'Models, row 1: sets only a part of the price. Set both Input Price and Output Price, or neither.',
		],
		[[row('a/one', { settings: { contextTokens: 0.5 } })], 'Models, row 1, Context Window: is 0.5. Use a whole number of at least 1.'],
		[
			[row('a/one', { settings: { strength: '11' } })],
			'Models, row 1, Strength: is none of its options. Choose one from the list in the panel.',
		],
	])('%j is an error that names the row and the fix', async (values, message) => {
		expect(await errorOf({ models: { values } })).toBe(message);
	});

	it('the same model twice is no error while one of the rows is off', async () => {
		expect((await read({ models: { values: [row('a/one'), row('a/one', { settings: { enabled: false } })] } })).rows).toHaveLength(2);
	});
});

describe('numbers', () => {
	it.each([
		['threshold', NaN, 'Threshold: is not a number. Use a number from 0 to 1.'],
		['threshold', -1, 'Threshold: is -1. Use a number from 0 to 1.'],
		['threshold', 7, 'Threshold: is 7. Use a number from 0 to 1.'],
		['threshold', 'sk-secret', 'Threshold: is not a number. Use a number from 0 to 1.'],
		['minimumScore', 1.01, 'Minimum Score: is 1.01. Use a number from 0 to 1.'],
		['maxRetries', 11, 'Max Retries: is 11. Use a whole number from 0 to 10.'],
		['maxRetries', 1.5, 'Max Retries: is 1.5. Use a whole number from 0 to 10.'],
		['maxWaitTime', 3601, 'Max Wait Time: is 3601. Use a number from 0 to 3600.'],
		['timeout', 0, 'Timeout: is 0. Use a number from 1 to 3600.'],
	])('%s of %p is refused', async (name, value, message) => {
		expect(await errorOf({ [name]: value })).toBe(message);
	});

	it.each([
		['parallelItems', 0, 'Parallel Items: is 0. Use a whole number from 1 to 100.'],
		['costCap', -0.1, 'Cost Cap: is -0.1. Use a number from 0 to 1000000.'],
		['budget', -0.1, 'Budget: is -0.1. Use a number from 0 to 1000000.'],
		['strongestShare', 0, 'Most Requests to the Strongest Model: is 0. Use a number from 1 to 100.'],
		['deadline', -1, 'Deadline per Item: is -1. Use a number from 0 to 86400.'],
		['firstByteTimeout', 'soon', 'First Byte Timeout: is not a number. Use a number from 0 to 3600.'],
		['latencyTarget', 3601, 'Latency Target: is 3601. Use a number from 0 to 3600.'],
		[
			'budgetTimeZone',
			'Berlin',
			'Budget Time Zone: is not a time zone. Write it as region and city, for example Europe/Berlin, or leave it empty.',
		],
		['budgetPer', 'week', 'Budget Per: is none of its options. Choose one from the list in the panel.'],
		[
			'showKeys',
			'maybe',
			'Show Keys in Report: is neither true nor false. Switch it on or off, or use an expression that returns true or false.',
		],
		['whenSpent', 'stop', 'When a Budget Is Used Up: is none of its options. Choose one from the list in the panel.'],
		['reservedOutputTokens', 0, 'Reserved Output Tokens: is 0. Use a whole number from 1 to 1000000.'],
		['outputField', ' ', 'Output Field: is empty. Name the field of the item that the answer goes to.'],
		['outputField', 'error', 'Output Field: is "error", which is reserved. Choose another name.'],
		[
			'contentPolicyFallback',
			'maybe',
			'Ask Another Model After a Content Refusal: is neither true nor false. Switch it on or off, or use an expression that returns true or false.',
		],
	])('the option %s of %p is refused', async (name, value, message) => {
		expect(await errorOf({ [name]: value })).toBe(message);
	});

	it.each([
		['', true, 30_000],
		[null, true, 30_000],
		['={{ $json.none }}', true, 30_000],
		['={{ " " }}', true, 30_000],
		[0, false, 0],
		['0', false, 0],
		['={{ 12 }}', false, 12_000],
	])('Max Wait Time of %p: automatic is %p', async (maxWaitTime, waitsAutomatically, patienceMs) => {
		expect(await read({ maxWaitTime })).toMatchObject({ waitsAutomatically, policy: { patienceMs, limitWaitMs: 0 } });
	});

	it('limits of time, money and share come in the engine units', async () => {
		const options = {
			budget: 2.5,
			budgetPer: 'month',
			strongestShare: 20,
			deadline: 90,
			firstByteTimeout: 1.5,
			latencyTarget: 4,
			budgetTimeZone: ' Europe/Berlin ',
			whenSpent: 'cheapest',
			reservedOutputTokens: 300,
		};
		expect(await read(options)).toMatchObject({
			budgetPer: 'month',
			spending: { budgetNanoUsd: 2_500_000_000, strongestShare: 0.2 },
			timeZone: 'Europe/Berlin',
			policy: { deadlineMs: 90_000, firstByteMs: 1_500, latencyTargetMs: 4_000, whenSpent: 'cheapest', maxOutputTokens: 300 },
		});
	});

	it('a cost cap in USD becomes whole nano-USD, and limits each answer', async () => {
		const settings = await read({ costCap: 0.000_001_234_6, reservedOutputTokens: 200 });
		expect(settings.costCapNanoUsd).toBe(1235);
		expect(settings.policy.maxOutputTokens).toBe(200);
	});

	it('an expression is read for each item, and its error names the item', async () => {
		const [first, second] = await readAll({ models: two, threshold: '={{ $json.sure }}' }, [{ sure: '0.25' }, { sure: 2 }]);
		expect(first).toMatchObject({ policy: { threshold: 0.25 } });
		expect(second).toMatchObject({ message: 'Threshold (item 1): is 2. Use a number from 0 to 1.' });
	});
});

describe('the settings of items', () => {
	const items = [{ text: 'Hi', name: 'one' }, { text: 'Ho', name: 'two' }, { text: 'Hu' }];
	const settingsOf = async (parameters: object) =>
		(await readItems({ models: two, ...parameters }, items)).map((item) => {
			if (item instanceof Error) throw item;
			return item.settings;
		});
	const rules = { values: [{ model: 'a/one', signals: { values: [{ signal: 'words', comparison: 'at_most', number: 50 }] } }] };
	const examples = { values: [{ model: 'a/one', examples: 'Say hello' }] };
	const JUDGE = { strategy: 'llm_judge', modelsFrom: 'registry' };

	it.each<object>([
		{ strategy: 'classifier' },
		{ strategy: 'adaptive' },
		{ strategy: 'cascade', operation: 'routeAndAnswer' },
		{ strategy: 'rules', rules },
		{ strategy: 'semantic', examples },
		JUDGE,
		{ promptFrom: 'define', prompt: '={{ $json.text }}' },
	])('are one where no expression changes them: %j', async (parameters) => {
		const [first, ...others] = await settingsOf(parameters);
		for (const other of others) expect(other).toBe(first);
	});

	it.each<object>([
		{ threshold: '={{ $json.name === "one" ? 0.1 : 0.2 }}' },
		{ strategy: 'rules', rules: { values: [{ ...rules.values[0], model: '={{ $json.name === "one" ? "a/one" : "b/two" }}' }] } },
		{ strategy: 'rules', rules, defaultModel: '={{ $json.name === "one" ? "a/one" : "b/two" }}' },
		{ strategy: 'semantic', examples, margin: '={{ $json.name === "one" ? 0.1 : 0.2 }}' },
		{ strategy: 'semantic', examples, defaultModel: '={{ $json.name === "one" ? "a/one" : "b/two" }}' },
		{ ...JUDGE, judgeTimeout: '={{ $json.name === "one" ? 5 : 6 }}' },
		{ subjectKey: '={{ $json.name }}' },
		{ neverBelow: '={{ $json.name === "one" ? "a/one" : "b/two" }}' },
		{ allowedModels: '={{ $json.name === "one" ? "a/one" : "b/two" }}' },
	])('are their own where one does: %j', async (parameters) => {
		const [first, second] = await settingsOf(parameters);
		expect(plain(second)).not.toEqual(plain(first));
	});

	const plain = (settings: unknown): unknown => JSON.parse(JSON.stringify(settings));
});

describe('options with an expression', () => {
	it('are read for each item', async () => {
		const options = {
			outputField: '={{ $json.field }}',
			reservedOutputTokens: '={{ $json.room }}',
			contentPolicyFallback: '={{ $json.retry }}',
			costCap: 1,
		};
		const all = await readAll({ models: two, ...options }, [
			{ field: 'a', room: 10, retry: true },
			{ field: 'b', room: 20, retry: false },
		]);
		expect(all).toMatchObject([
			{ outputField: 'a', roomTokens: 10, policy: { contentPolicyFallback: true, maxOutputTokens: 10 } },
			{ outputField: 'b', roomTokens: 20, policy: { contentPolicyFallback: false, maxOutputTokens: 20 } },
		]);
	});

	it('name the item whose value cannot be used', async () => {
		const messages = async (options: object) =>
			(
				await readAll({ models: two, ...options }, [
					{ v: 'ok', n: 5 },
					{ v: 'error', n: 0 },
				])
			).map((one) => one instanceof Error && one.message);
		expect(await messages({ outputField: '={{ $json.v }}' })).toEqual([
			false,
			'Output Field (item 1): is "error", which is reserved. Choose another name.',
		]);
		expect(await messages({ reservedOutputTokens: '={{ $json.n }}' })).toEqual([
			false,
			'Reserved Output Tokens (item 1): is 0. Use a whole number from 1 to 1000000.',
		]);
	});
});

describe('prompt', () => {
	it.each([
		[{ text: 'From Slack' }, 'From Slack', 'text'],
		[{ chatInput: 'From a chat', text: 'x' }, 'From a chat', 'chatInput'],
		[{ textPlain: 'From a mail' }, 'From a mail', 'textPlain'],
		[{ body: { question: 'Nested' } }, 'Nested', 'body.question'],
	])('%j is found by the default', async (json, text, from) => {
		expect((await read({}, json)).prompt).toMatchObject({ kind: 'text', text, from: `prompt from ${from}` });
	});

	const defined = { prompt: '={{ $json.text }}' };

	it.each([
		[{}, 'the prompt is empty; the item has no fields'],
		[{ body: 'x', from: 'y' }, 'the prompt is empty; the item has the fields body, from'],
		[{ text: ' \n ' }, 'the prompt is empty; the item has the fields text'],
		[{ text: null }, 'the prompt is empty; the item has the fields text'],
		[{ text: { a: 1 } }, 'the prompt is an object, not text; the item has the fields text'],
		[{ text: ['a'] }, 'the prompt is a list, not text; the item has the fields text'],
		[{ text: 5 }, 'the prompt is a number, not text; the item has the fields text'],
		[{ text: true }, 'the prompt is a boolean, not text; the item has the fields text'],
	])('%j is no prompt, and the reason says what there is', async (json, reason) => {
		expect((await read(defined, json)).prompt).toMatchObject({ kind: 'none', reason });
	});

	it('the item alone is told the beginnings of values, and what to paste', async () => {
		const json = { user: { name: 'Ann' }, 'the ask': { first: `How do I get\n${'there '.repeat(30)}`, apiKey: 'sk-1234' }, n: 7 };
		const message = `the prompt is empty; the item has the fields n (7), user.name ("Ann"), the ask.first ("How do I get there there there there th…"), the ask.apiKey. Enter as Prompt Text, for example, {{ $json["the ask"].first }}`;
		expect((await read(defined, json)).prompt).toMatchObject({
			reason: 'the prompt is empty; the item has the fields user, the ask, n',
			message,
		});
	});

	it('names at most 20 fields, each cut where it is long', async () => {
		const json = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`${'x'.repeat(80)}${String(index)}`, 1]));
		const { prompt } = await read({}, json);
		const fields = (value: string) =>
			expect.stringMatching(new RegExp(`; the item has the fields (x{60}…${value}, ){19}x{60}…${value} and 5 more($|\\. Set)`)) as string;
		expect(prompt).toMatchObject({ reason: fields(''), message: fields(String.raw` \(1\)`) });
	});

	it('an expression that fails concerns its own item only', async () => {
		const [failed, fine] = await readAll({ models: two, prompt: '={{ $json.text || $("Nowhere").item.json.x }}' }, [
			{ text: '' },
			{ text: 'Hi' },
		]);
		expect(failed).toMatchObject({
			prompt: { kind: 'none', reason: 'the expression in Prompt Text failed; the item has the fields text' },
		});
		expect(fine).toMatchObject({ prompt: { kind: 'text', text: 'Hi' } });
	});
});

describe('what is kept', () => {
	const feedback = { auditShare: 12.5, auditDays: 7, featureDays: 90, subjectKey: '={{ $json.user }}' };

	it("is what the user has chosen, in the engine units; the subject is each item's own", async () => {
		const all = await readAll({ models: two, ...feedback }, [{ text: 'Hi', user: ' ann ' }, { text: 'Hi', user: 17 }, { text: 'Hi' }]);
		const kept = { auditProbability: 0.125, contentDays: 7, features: true, featuresDays: 90, budgetKey: null };
		expect(all.map((one) => (one instanceof Error ? one : one.keep))).toEqual(
			['ann', '17', null].map((subjectKey) => ({ ...kept, subjectKey })),
		);
	});

	it('is no text in Route Only, whatever is left of the hidden settings', async () => {
		const { keep } = await read({ operation: 'routeOnly', ...feedback, auditShare: 999 }, { text: 'Hi', user: 'ann' });
		expect(keep).toEqual({ auditProbability: 0, contentDays: 30, features: true, featuresDays: 90, subjectKey: 'ann', budgetKey: null });
	});

	it.each([
		[{ auditShare: 101 }, 'Audit Share: is 101. Use a number from 0 to 100.'],
		[{ auditShare: 10, auditDays: 0 }, 'Audited Content Kept: is 0. Use a whole number from 1 to 3650.'],
		[{ featureDays: -1 }, 'Keep Features for Training: is -1. Use a whole number from 0 to 3650.'],
		[{ subjectKey: 'x'.repeat(501) }, 'Subject Key: has 501 characters. Use a key of at most 500, such as a customer number.'],
		[{ subjectKey: '={{ $json }}' }, 'Subject Key (item 0): is not text. Use text, or an expression that returns text.'],
	])('%j is an error that names the field and the fix', async (given, message) => {
		expect(await errorOf(given)).toBe(message);
	});
});

describe('what was learned', () => {
	const named = (value: string) => ({ __rl: true, mode: 'name', value });

	it('a threshold is of the panel, or of this name', async () => {
		expect((await read({ thresholdFrom: 'named', thresholdName: named(' support ') })).thresholdFrom).toEqual({
			kind: 'named',
			name: 'support',
		});
		expect((await read({ thresholdName: named('left over') })).thresholdFrom).toEqual({ kind: 'panel' });
	});

	it('a threshold is tuned to a target, by a judge, for some money', async () => {
		expect((await read({ thresholdFrom: 'auto_tune' })).thresholdFrom).toEqual({
			kind: 'auto_tune',
			target: 0.95,
			judge: { kind: 'strongest' },
			mostNanoUsd: 5e9,
		});
		const judge = { __rl: true, mode: 'id', value: ' custom1/judge ' };
		const given = { thresholdFrom: 'auto_tune', autoTuneTarget: 98, autoTuneJudge: judge, autoTuneMost: 0.5 };
		expect((await read(given)).thresholdFrom).toEqual({
			kind: 'auto_tune',
			target: 0.98,
			judge: { kind: 'id', modelId: 'custom1/judge' },
			mostNanoUsd: 5e8,
		});
	});

	it('a strategy without a fixed prediction takes no named threshold', async () => {
		expect((await read({ strategy: 'adaptive', thresholdFrom: 'named', thresholdName: named('support') })).thresholdFrom).toEqual({
			kind: 'panel',
		});
	});

	it('weights are the shipped ones, the latest, or a version', async () => {
		const choice = async (more: INodeParameters) => (await read(more)).strategy;
		expect(await choice({ weights: 'latest' })).toMatchObject({ weights: { kind: 'latest', name: 'default' } });
		expect(await choice({ weights: 'version', weightsName: named('mine'), weightsVersion: 3 })).toMatchObject({
			weights: { kind: 'version', name: 'mine', version: 3 },
		});
		expect(await choice({ strategy: 'llm_judge', weights: 'latest' })).toMatchObject({ weights: { kind: 'latest' } });
		expect(await choice({ strategy: 'adaptive', exploration: 12 })).toMatchObject({
			settings: { weights: { kind: 'shipped' }, epsilon: 0.12 },
			weights: { kind: 'shipped' },
			learns: true,
		});
	});

	it('an untouched Adaptive explores a twentieth and starts with the threshold of the classifier', async () => {
		const { strategy, policy } = await read({ strategy: 'adaptive' });
		expect(strategy.settings).toMatchObject({ epsilon: 0.05 });
		expect(policy.threshold).toBe(DEFAULTS.threshold);
	});

	it.each([
		[{ thresholdFrom: 'named' }, 'Named Threshold: is empty. Choose one from the list, or write the name it was stored under.'],
		[
			{ weights: 'latest', weightsName: named('') },
			'Weights Name: is empty. Choose one from the list, or write the name it was stored under.',
		],
		[{ weights: 'latest', weightsName: named('x'.repeat(201)) }, 'Weights Name: has 201 characters. Use a name of at most 200.'],
		[{ weights: 'version', weightsVersion: 0 }, 'Weights Version: is 0. Use a whole number from 1 to 1000000.'],
		[{ thresholdFrom: 'auto_tune', autoTuneTarget: 80 }, 'Target: is none of its options. Choose 90 %, 95 % or 98 %.'],
		[{ thresholdFrom: 'auto_tune', autoTuneMost: 0 }, 'Spend at Most: is 0. Use a number from 0.01 to 1000000.'],
		[
			{ thresholdFrom: 'auto_tune', autoTuneJudge: named('large') },
			'Judge: does not name its provider. Write the model as provider/model, for example openai/gpt-4o, or choose Strongest Model.',
		],
		[
			{ thresholdFrom: 'auto_tune', strategy: 'llm_judge' },
			'Threshold From: is Auto-Tune, which only the Classifier strategy has. Set Strategy to Classifier, or Threshold From to This Panel.',
		],
		[
			{ thresholdFrom: 'auto_tune', operation: 'routeOnly' },
			'Threshold From: is Auto-Tune, which compares answers, but Route Only has none. Set Operation to Route and Answer, or Threshold From to This Panel.',
		],
		[{ strategy: 'adaptive', exploration: 51 }, 'Exploration: is 51. Use a number from 0 to 50.'],
	])('%j is an error that names the field and the fix', async (given, message) => {
		expect(await errorOf(given)).toBe(message);
	});
});
