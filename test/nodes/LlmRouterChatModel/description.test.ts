import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { NodeHelpers, Workflow, type INode, type INodeParameters, type INodeProperties } from 'n8n-workflow';
import { LlmRouterChatModel } from '../../../nodes/LlmRouterChatModel/LlmRouterChatModel.node';
import { changes } from '../../../nodes/LlmRouterChatModel/description/changes';
import { DEFAULTS, pathOf, type FieldName } from '../../../nodes/RouteLlmRequest/description/defaults';
import { STRATEGY_NAMES } from '../../../nodes/RouteLlmRequest/description/strategies';
import { RouteLlmRequest } from '../../../nodes/RouteLlmRequest/RouteLlmRequest.node';
import { CHAT_MODEL_ONLY, everyField, plainDefault } from '../../support/fields';

const folder = path.join(__dirname, '../../../nodes/LlmRouterChatModel');
const { description, methods } = new LlmRouterChatModel();
const all = [...everyField(description.properties)];
const ofRoute = [...everyField(new RouteLlmRequest().description.properties)];
const paths = new Set(all.map(([name]) => name));
const find = (name: string) => all.find(([one]) => one === name)?.[1];
const choicesOf = (field: INodeProperties | undefined) => (field?.options ?? []).flatMap((one) => ('value' in one ? [one] : []));

/** What the caller sends, and what only a node with items and branches has. */
const LEFT_OUT = [
	'promptFrom',
	'prompt',
	'answer',
	'answer.systemMessage',
	'answer.conversation',
	'answer.previousMessages',
	'answer.historyLimit',
	'answer.imageFields',
	'answer.responseFormat',
	'answer.responseSchema',
	'answer.outputField',
	'answer.stripReasoning',
	'ifModelFails.ifFallbackNotConnected',
	'limits.parallelItems',
	'autoTuneTarget',
	'autoTuneJudge',
	'autoTuneJudgeRow',
	'autoTuneMost',
];

describe('the panel', () => {
	it('has the fields of Route LLM Request but for what the caller sends, and two of its own', () => {
		const fields = (list: typeof all) => new Set(list.filter(([, { type }]) => type !== 'notice').map(([name]) => name));
		const route = fields(ofRoute);
		expect(LEFT_OUT.filter((name) => !route.has(name))).toEqual([]);
		expect([...route].filter((name) => !paths.has(name)).sort()).toEqual(LEFT_OUT.toSorted());
		expect([...fields(all)].filter((name) => !route.has(name)).sort()).toEqual(CHAT_MODEL_ONLY.map(pathOf).sort());
	});

	it('offers all strategies, and the models of a credential or plugged in, once', () => {
		expect(choicesOf(find('strategy')).map(({ value }) => value)).toEqual(STRATEGY_NAMES);
		const sources = description.properties.filter(({ name }) => name === 'modelsFrom');
		expect(sources.map((field) => choicesOf(field).map(({ value }) => value))).toEqual([['connected', 'registry']]);
		expect(all.filter(([name]) => name === 'models.values.model')).toHaveLength(1);
	});

	it('does not offer Auto-Tune, which cannot compare what an Agent does with its tools', () => {
		expect(choicesOf(find('thresholdFrom')).map(({ value }) => value)).toEqual(['named', 'panel'].reverse());
	});

	it('begins with where the models are from, since its operation is never shown', () => {
		expect(find('operation')).toMatchObject({ type: 'hidden', default: DEFAULTS.operation });
		const seen = description.properties.filter(({ type }) => type !== 'notice' && type !== 'hidden');
		expect(seen.slice(0, 2).map(({ name }) => name)).toEqual(['modelsFrom', 'strategy']);
	});

	it('has no notice about another operation or source of models than it has', () => {
		const notices = all.filter(([, { type }]) => type === 'notice').map(([name]) => name);
		expect(notices.sort()).toEqual(['cascadeNotice', 'connectedNotice', 'fallbackModelNotice', 'modelsNotice']);
		expect(find('fallbackModelNotice')?.displayName).toContain('Enable Fallback Model');
	});

	it('shows fields by parameters that it has, at values that they can have', () => {
		const wrong = all.flatMap(([name, field]) => {
			const parent = name.slice(0, name.length - field.name.length);
			const conditions = { ...field.displayOptions?.show, ...field.displayOptions?.hide };
			return Object.entries(conditions).flatMap(([on, values = []]) => {
				const target = find(on.startsWith('/') ? on.slice(1) : parent + on);
				if (target === undefined) return [`${name}: ${on}`];
				const possible: unknown[] = choicesOf(target).map(({ value }) => value);
				if (target.type === 'boolean') possible.push(true, false);
				if (target.type === 'hidden') possible.push(target.default);
				return values.filter((value) => !possible.includes(value)).map((value) => `${name}: ${on} is ${JSON.stringify(value)}`);
			});
		});
		expect(wrong).toEqual([]);
	});

	it('shows the defaults that hidden and absent fields count as, where they are stored', () => {
		const shown = new Map(all.toReversed().map(([name, field]) => [name, plainDefault(field)]));
		const names = (Object.keys(DEFAULTS) as FieldName[]).filter((name) => !LEFT_OUT.includes(pathOf(name)));
		expect(names.map((name) => [name, shown.get(pathOf(name))])).toEqual(names.map((name) => [name, DEFAULTS[name]]));
	});

	it('says nothing else of a field that is not there', () => {
		const known = new Set(ofRoute.map(([name]) => name));
		expect(Object.keys(changes).filter((name) => !known.has(name))).toEqual([]);
		const choices = Object.entries(changes).flatMap(([name, change]) => {
			const values = choicesOf(ofRoute.find(([one]) => one === name)?.[1]).map(({ value }) => String(value));
			return change === 'left out' ? [] : Object.keys(change.choices ?? {}).filter((value) => !values.includes(value));
		});
		expect(choices).toEqual([]);
	});

	it('speaks of requests, not of items, branches and Fallback, which a model has not', () => {
		const texts = (field: INodeProperties) =>
			[field, ...choicesOf(field)].flatMap(({ name, description: text = '', ...more }) => {
				const { displayName = name, hint = '' } = more as Partial<INodeProperties>;
				return [displayName, text, hint];
			});
		const said = all.flatMap(([name, field]) => texts(field).map((text) => [name, text] as const));
		const odd = said.filter(([, text]) => /\b(items?|branch(es)?|Fallback|outputs? below|llmRoute)\b/i.test(text));
		// What an Agent or chain works on is an item; and the fallback model is the Agent's.
		const meant = ['fallbackModelNotice', 'judgeCriteria', 'rules.values.item', 'rules.values.combine', 'strategy'];
		const more = ['qualityChecks.checks.values.criteria'];
		expect(new Set(odd.map(([name]) => name))).toEqual(new Set([...meant, ...more]));
		expect(description.hints?.filter(({ message }) => /\b(item|branch|Fallback)\b/.test(message))).toEqual([]);
	});

	it('calls what takes the place of Fallback an error', () => {
		const name = (field: string) => choicesOf(find(field)).find(({ value }) => value === 'fallback')?.name;
		expect([name('rules.values.ifItFails'), name('limits.whenSpent')]).toEqual(['Stop with an Error', 'Stop with an Error']);
	});

	it('says what buffering costs, and what Cascade does to a stream', () => {
		expect(find('qualityChecks.bufferUntilChecked')?.description).toContain('the first word comes as late as the last');
		const cascade = choicesOf(find('strategy')).find(({ value }) => value === 'cascade');
		expect(cascade?.description).toContain('not streamed');
	});

	it('explains every field that is not a choice with explained options', () => {
		const silent = all.filter(([, { type, description: text }]) => !['notice', 'hidden', 'options'].includes(type) && !text);
		expect(silent.map(([name]) => name)).toEqual(['options']);
	});

	it('takes no expression where one value counts for all, and one for the session', () => {
		const fixed = ['modelsFrom', 'strategy', 'models.values.branchName', 'qualityChecks.bufferUntilChecked', 'learning.auditShare'];
		expect(fixed.filter((name) => find(name)?.noDataExpression !== true)).toEqual([]);
		expect(find('options.sessionId')?.noDataExpression).toBeUndefined();
	});

	it('leaves Route LLM Request as it is', () => {
		const name = (list: typeof all) => list.find(([one]) => one === 'models.values.branchName')?.[1].displayName;
		expect([name(ofRoute), name(all)]).toEqual(['Branch Name', 'Name']);
	});
});

describe('the node', () => {
	it('names only methods that it has', () => {
		const lists = all.flatMap(([, field]) => field.modes?.map((mode) => mode.typeOptions?.searchListMethod) ?? []).filter(Boolean);
		const loads = all.map(([, field]) => field.typeOptions?.loadOptionsMethod).filter(Boolean);
		expect(new Set(lists)).toEqual(new Set(Object.keys(methods.listSearch)));
		expect(new Set(loads)).toEqual(new Set(Object.keys(methods.loadOptions)));
		expect(description.credentials?.map((credential) => credential.testedBy)).toEqual(Object.keys(methods.credentialTest));
	});

	it('asks for the credential only where the models are its own', () => {
		const asked = (parameters: INodeParameters) => {
			const filled = NodeHelpers.getNodeParameters(description.properties, parameters, true, false, null, description) ?? {};
			const shown = (description.credentials ?? []).filter((one) =>
				NodeHelpers.displayParameter(filled, one, { typeVersion: 1 }, description),
			);
			return shown.map(({ name }) => name);
		};
		expect(asked({})).toEqual(['llmModelRegistryApi']);
		expect(asked({ modelsFrom: 'connected' })).toEqual([]);
		expect(asked({ options: { shareBetweenWorkers: true } })).toEqual(['llmModelRegistryApi', 'llmRouterStoreApi']);
	});

	it('is a model, with a port for each connected one and none for items', () => {
		expect(description).toMatchObject({ outputs: ['ai_languageModel'], outputNames: ['Model'] });
		const portsOf = (parameters: INodeParameters) => {
			const node: INode = { id: '1', name: 'Model', type: 'model', typeVersion: 1, position: [0, 0], parameters };
			const nodeTypes = { getByName: () => ({ description }), getByNameAndVersion: () => ({ description }), getKnownTypes: () => ({}) };
			const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
			const stored = workflow.getNode('Model');
			return stored && NodeHelpers.getNodeInputs(workflow, stored, description);
		};
		const port = (displayName: string, required = true) => ({ type: 'ai_languageModel', displayName, required, maxConnections: 1 });
		expect(portsOf({})).toEqual([]);
		const values = [{ branchName: 'Cheap' }, { branchName: 'Strong', settings: { enabled: false } }];
		expect(portsOf({ modelsFrom: 'connected', models: { values } })).toEqual([port('Cheap'), port('off Strong', false)]);
	});
});

describe('the files of the node', () => {
	it('the icons are where it says', () => {
		const icon = description.icon;
		if (typeof icon !== 'object') throw new Error('no themed icon');
		expect([icon.light, icon.dark].filter((file) => !existsSync(path.join(folder, file.replace('file:', ''))))).toEqual([]);
	});

	it('the codex puts it among the Chat Models, and has what n8n drops it without', () => {
		const codex: unknown = JSON.parse(readFileSync(path.join(folder, 'LlmRouterChatModel.node.json'), 'utf8'));
		expect(codex).toMatchObject({
			node: `n8n-nodes-llm-router.${description.name}`,
			categories: ['AI'],
			subcategories: { AI: expect.arrayContaining(['Language Models']), 'Language Models': ['Chat Models (Recommended)'] },
			resources: {},
		});
	});

	it('package.json registers it, and takes the AI Node SDK from n8n without installing it', () => {
		const manifest: unknown = JSON.parse(readFileSync('package.json', 'utf8'));
		expect(manifest).toMatchObject({
			n8n: { nodes: expect.arrayContaining(['dist/nodes/LlmRouterChatModel/LlmRouterChatModel.node.js']), aiNodeSdkVersion: 1 },
			peerDependencies: { '@n8n/ai-node-sdk': '*' },
			peerDependenciesMeta: { '@n8n/ai-node-sdk': { optional: true } },
		});
	});
});
