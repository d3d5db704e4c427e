import { readFileSync } from 'node:fs';
import path from 'node:path';
import { NodeHelpers, type INodeProperties } from 'n8n-workflow';
import { DEFAULTS, pathOf, type FieldName } from '../../../nodes/RouteLlmRequest/description/defaults';
import { FLAG_SIGNALS, FORMATS, NUMBER_SIGNALS } from '../../../nodes/RouteLlmRequest/description/rules';
import { STRATEGIES, STRATEGY_NAMES, type StrategyName } from '../../../nodes/RouteLlmRequest/description/strategies';
import { RouteLlmRequest } from '../../../nodes/RouteLlmRequest/RouteLlmRequest.node';
import type { WantedFormat } from '../../../router/request/request';
import type { FlagSignal, NumberSignal } from '../../../router/strategies/rules';
import { DEFAULT_THRESHOLD } from '../../../router/strategies/defaultThreshold';
import { CHAT_MODEL_ONLY, everyField, plainDefault } from '../../support/fields';

const folder = path.join(__dirname, '../../../nodes/RouteLlmRequest');
const { description, methods } = new RouteLlmRequest();
/** What the fields of the strategy go by. */
const NEW = { operation: 'routeAndAnswer', modelsFrom: 'registry', strategy: 'classifier', thresholdFrom: 'panel' };
const all = [...everyField(description.properties)];

describe('the panel', () => {
	it('has its fields in the order of the design', () => {
		const namesOf = (fields: readonly INodeProperties[] = []) => fields.filter(({ type }) => type !== 'notice').map(({ name }) => name);
		const fields = namesOf(description.properties);
		const thresholds = new Set(STRATEGY_NAMES.flatMap((name) => STRATEGIES[name].threshold ?? []));
		expect(fields).toEqual([
			'operation',
			// One for each operation.
			'modelsFrom',
			'modelsFrom',
			'promptFrom',
			'prompt',
			'strategy',
			...STRATEGY_NAMES.flatMap((name) => namesOf(STRATEGIES[name].fieldsAbove)),
			'thresholdFrom',
			'thresholdName',
			'autoTuneTarget',
			// One for each source of models.
			'autoTuneJudge',
			'autoTuneJudgeRow',
			'autoTuneMost',
			// One for each that differs, and below the fields of each strategy.
			...[...thresholds].map(() => 'threshold'),
			// The classifier's, which Auto-Tune may take the place of, is its own.
			'threshold',
			...STRATEGY_NAMES.flatMap((name) => namesOf(STRATEGIES[name].fields)),
			'models',
			'answer',
			'qualityChecks',
			'ifModelFails',
			'limits',
			'bypass',
			'learning',
			'options',
		]);
	});

	it('explains every field that is not a choice with explained options', () => {
		const silent = all
			.filter(([, property]) => property.type !== 'notice' && !property.description)
			.filter(([, property]) => property.type !== 'options')
			.filter(([name]) => name !== 'options')
			.map(([name]) => name);
		expect(silent).toEqual([]);
	});

	it('does not allow expressions in what draws the outputs', () => {
		const drawing = ['models.values.model', 'models.values.branchName', 'models.values.settings.enabled', 'strategy', 'operation'];
		const drawn = all.filter(([name]) => drawing.includes(name));
		expect(new Set(drawn.map(([name]) => name))).toEqual(new Set(drawing));
		expect(drawn.filter(([, property]) => property.noDataExpression !== true)).toEqual([]);
	});

	it('allows no expression in what is read once for all items, so that none is taken for another item', () => {
		const shared = (name: string) =>
			/^(models\.values\..*|limits\.(parallelItems|costCap)|options\..*|learning\.(auditShare|auditDays|featureDays|classifierEmbeddingModel|weights.*|exploration)|thresholdFrom|thresholdName|autoTune.*|ifModelFails\.ifFallbackNotConnected)$/.test(
				name,
			);
		const open = all.filter(
			([name, property]) => shared(name) && !['collection', 'notice'].includes(property.type) && property.noDataExpression !== true,
		);
		expect(open.map(([name]) => name)).toEqual([]);
		const perItem = [
			'answer.historyLimit',
			'answer.outputField',
			'ifModelFails.contentPolicyFallback',
			'limits.reservedOutputTokens',
			'learning.subjectKey',
		];
		expect(all.filter(([name, property]) => perItem.includes(name) && property.noDataExpression !== true).map(([name]) => name)).toEqual(
			perItem,
		);
	});

	it('shows Parallel Items only where it counts', () => {
		const parallel = all.find(([name]) => name === 'limits.parallelItems')?.[1];
		expect(parallel?.displayOptions).toEqual({ show: { '/operation': ['routeAndAnswer'] } });
	});

	it('says of Cost Cap what the node does: an unknown price stops the run', () => {
		const text = all.find(([name]) => name === 'limits.costCap')?.[1].description;
		expect(text).toContain('Needs a known price for every enabled model');
		expect(text).toContain('accurate as the token estimate');
		expect(text).not.toContain('left out');
	});

	it('does not let rows of models change places', () => {
		expect(description.properties.find((property) => property.name === 'models')?.typeOptions?.sortable).toBe(false);
	});

	it('has no builderHint, which makes the loader throw', () => {
		expect(all.filter(([, property]) => property.builderHint)).toEqual([]);
	});

	it('shows the defaults that hidden and absent fields count as, where they are stored', () => {
		// Each strategy has a Threshold of its own; the classifier's is the first.
		const shown = new Map(all.toReversed().map(([name, property]) => [name, plainDefault(property)]));
		const names = (Object.keys(DEFAULTS) as FieldName[]).filter((name) => !CHAT_MODEL_ONLY.includes(name));
		expect(names.map((name) => [name, shown.get(pathOf(name))])).toEqual(names.map((name) => [name, DEFAULTS[name]]));
		expect(CHAT_MODEL_ONLY.filter((name) => shown.has(pathOf(name)))).toEqual([]);
	});

	it('has no notice over 140 characters', () => {
		const notices = all.filter(([, { type, typeOptions }]) => type === 'notice' && typeOptions?.['sectionHeader'] !== true);
		expect(notices.filter(([, { displayName }]) => displayName.length > 140).map(([name]) => name)).toEqual([]);
	});

	it('offers audits only where there are answers, and a named threshold only where a prediction stays what it was', () => {
		const shownFor = (name: string) => all.find(([one]) => one === name)?.[1].displayOptions?.show;
		expect(shownFor('learning.auditShare')).toEqual({ '/operation': ['routeAndAnswer'] });
		expect(shownFor('thresholdFrom')).toEqual({ strategy: ['classifier', 'llm_judge'] });
		expect(shownFor('learning.weights')).toEqual({ '/strategy': ['classifier', 'llm_judge', 'adaptive'] });
		expect(shownFor('learning.exploration')).toEqual({ '/strategy': ['adaptive'] });
	});

	it('offers Auto-Tune where answers can be compared, with three fields in the place of Threshold', () => {
		const shown = (parameters: Record<string, unknown>) =>
			description.properties
				.filter(({ name, type }) => /^(threshold|autoTune)/.test(name) && type !== 'notice')
				.filter((field) => NodeHelpers.displayParameter({ ...NEW, ...parameters }, field, null, description))
				.map(({ name }) => name);
		expect(shown({ thresholdFrom: 'auto_tune' })).toEqual(['thresholdFrom', 'autoTuneTarget', 'autoTuneJudge', 'autoTuneMost']);
		expect(shown({ thresholdFrom: 'auto_tune', modelsFrom: 'connected' })).toContain('autoTuneJudgeRow');
		expect(shown({})).toEqual(['thresholdFrom', 'threshold']);
		expect(shown({ strategy: 'adaptive', thresholdFrom: 'auto_tune' })).toEqual(['threshold']);
		expect(shown({ strategy: 'llm_judge', thresholdFrom: 'auto_tune' })).toEqual(['thresholdFrom', 'threshold']);
		expect(shown({ operation: 'routeOnly', thresholdFrom: 'auto_tune' })).toEqual(['thresholdFrom']);
		const field = description.properties.find(({ name }) => name === 'thresholdFrom');
		const option = field?.options?.find((one) => 'value' in one && one.value === 'auto_tune');
		expect(option).toMatchObject({ displayOptions: { show: { operation: ['routeAndAnswer'], strategy: ['classifier'] } } });
	});

	it('names only methods that the node has', () => {
		const lists = all.flatMap(([, property]) => property.modes?.map((mode) => mode.typeOptions?.searchListMethod) ?? []).filter(Boolean);
		const loads = all.map(([, property]) => property.typeOptions?.loadOptionsMethod).filter(Boolean);
		expect(new Set(lists)).toEqual(new Set(Object.keys(methods.listSearch)));
		expect(new Set(loads)).toEqual(new Set(Object.keys(methods.loadOptions)));
		expect(description.credentials?.map((credential) => credential.testedBy)).toEqual(Object.keys(methods.credentialTest));
	});

	it('offers every signal that can be anything but 0', () => {
		// Typed as total: a new signal does not compile until it is listed here.
		const numbers: Record<NumberSignal, true> = {
			requestTokens: true,
			lastTurnTokens: true,
			chars: true,
			words: true,
			sentences: true,
			urls: true,
			questions: true,
			constraints: true,
			steps: true,
			reasoningWords: true,
			domainWords: true,
			routineWords: true,
			images: true,
			priorTurns: true,
		};
		const flags: Record<FlagSignal, true> = { hasCode: true, hasMath: true, hasTable: true };
		const formats: Record<WantedFormat, true> = { json: true, table: true, list: true, code: true, text: true };
		const names = (signals: readonly { value: string }[]) => signals.map((signal) => signal.value).sort();
		expect(names(NUMBER_SIGNALS)).toEqual(Object.keys(numbers).sort());
		expect(names(FLAG_SIGNALS)).toEqual(Object.keys(flags).sort());
		expect(names(FORMATS)).toEqual(Object.keys(formats).sort());
	});
});

describe('the files beside the node', () => {
	it('the icons exist in light and dark and are small', () => {
		const icon = description.icon;
		if (typeof icon !== 'object') throw new Error('no themed icon');
		for (const file of [icon.light, icon.dark]) {
			const svg = readFileSync(path.join(folder, file.replace('file:', '')), 'utf8');
			expect(svg).toContain('viewBox="0 0 40 40"');
			expect(svg.length).toBeLessThan(3 * 1024);
		}
	});

	it('the codex names the installed type', () => {
		const codex: unknown = JSON.parse(readFileSync(path.join(folder, 'RouteLlmRequest.node.json'), 'utf8'));
		expect(codex).toMatchObject({ node: `n8n-nodes-llm-router.${description.name}`, categories: ['AI'] });
	});
});

test.each(STRATEGY_NAMES)('%s has one Threshold, which starts as hidden fields count, or none', (name) => {
	const shown = description.properties.filter(
		(property) => property.name === 'threshold' && property.displayOptions?.show?.['strategy']?.includes(name),
	);
	const { threshold } = STRATEGIES[name];
	expect(shown.map((property) => property.default)).toEqual(threshold === null ? [] : [threshold.default]);
});

test('the classifier, Adaptive and Semantic start as they were measured', () => {
	const startOf = (name: StrategyName) => STRATEGIES[name].threshold?.default;
	expect(startOf('adaptive')).toBe(startOf('classifier'));
	// What the 200 utterances of test/support were measured with.
	const margin = description.properties.find(({ name }) => name === 'margin');
	expect([startOf('semantic'), margin?.default]).toEqual([0.25, 0.02]);
});

test('the threshold a new node starts with is the one measured for the shipped weights', () => {
	expect(DEFAULTS.threshold).toBe(DEFAULT_THRESHOLD);
});
