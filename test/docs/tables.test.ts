import { readFileSync } from 'node:fs';

import { PROVIDER_KINDS, PROVIDERS, type ProviderKind } from '../../adapters/providers';
import { STRATEGIES, STRATEGY_NAMES, type StrategyName } from '../../nodes/RouteLlmRequest/description/strategies';
import { LlmRouterChatModel } from '../../nodes/LlmRouterChatModel/LlmRouterChatModel.node';
import { RouteLlmRequest } from '../../nodes/RouteLlmRequest/RouteLlmRequest.node';
import { keyNames } from '../../scripts/start/realProviders';
import { everyField } from '../support/fields';
import { expectPart, markdownIn, markdownTable } from '../support/page';

function strategyRow(name: StrategyName, index: number): string[] {
	const { label, needsAnswers, withConnected = 'yes', withCatalogue = 'yes' } = STRATEGIES[name];
	const needs = needsAnswers === undefined ? null : 'no: there is no answer to check';
	return [
		label,
		'yes',
		withConnected,
		needs ?? withCatalogue,
		needs ?? 'yes',
		// The same for all; said once.
		index === 0 ? 'no: nothing is called there' : 'no',
	];
}

function providerRow(kind: ProviderKind): string[] {
	const { name, defaultBaseUrl, keyOptional, pricesId, usualPair } = PROVIDERS[kind];
	return [
		name,
		`\`${kind}/…\``,
		defaultBaseUrl === null ? 'yours' : `\`${defaultBaseUrl}\``,
		keyOptional ? 'if your server asks for one' : 'needed',
		kind === 'ollama' ? 'free on your own server' : pricesId === null ? 'yours to enter' : 'in the catalogue',
		usualPair === null
			? '–'
			: keyNames(kind)
					.map((key) => `\`${key}\``)
					.join(', '),
	];
}

describe('docs/choosing-a-strategy.md', () => {
	it.each(STRATEGY_NAMES)('shows %s by an example', (name) => {
		expect(readFileSync('docs/choosing-a-strategy.md', 'utf8')).toMatch(new RegExp(`^### ${STRATEGIES[name].label}\\n\\n\\*.+\\*$`, 'm'));
	});

	it('says which strategy runs where', () => {
		const heads = [
			'',
			'Route and Answer, registry',
			'Route and Answer, connected Chat Models',
			'Route Only, Catalogue',
			'Route Only, registry',
			'Route Only, connected',
		];
		expectPart('docs/choosing-a-strategy.md', 'strategies', markdownTable(heads, STRATEGY_NAMES.map(strategyRow)));
	});
});

describe('docs/models.md', () => {
	it('says which providers there are, and how their models are called', () => {
		const heads = ['provider', 'its models', 'base URL', 'key', 'prices', 'read by `npm start`'];
		expectPart('docs/models.md', 'providers', markdownTable(heads, PROVIDER_KINDS.map(providerRow)));
	});
});

it('docs/thresholds.md says where each threshold starts', () => {
	const starts = STRATEGY_NAMES.map((name) => ({ name: STRATEGIES[name].label, start: STRATEGIES[name].threshold?.default ?? '–' }));
	const rows = [...readFileSync('docs/thresholds.md', 'utf8').matchAll(/^\| ([\w ,]+) \| .+ \| ([\d.]+|–) \|$/gm)];
	const written = rows.flatMap(([, names = '', start = '']) =>
		names.split(', ').map((name) => ({ name, start: start === '–' ? start : Number(start) })),
	);
	expect(written).toEqual(expect.arrayContaining(starts));
});

it('docs/quality-checks.md has every check in its table', () => {
	const rows = readFileSync('docs/quality-checks.md', 'utf8').matchAll(/^\| ([A-Z][\w ,-]+) \| (?:free|one|2) /gm);
	const named = [...rows].flatMap(([, names = '']) => names.split(', '));
	const labels = [...everyField(new RouteLlmRequest().description.properties)].flatMap(([, { name, options = [] }]) =>
		name === 'check' ? options.map((option) => option.name) : [],
	);
	expect(labels.length).toBeGreaterThan(10);
	expect(labels.filter((label) => !named.includes(label))).toEqual([]);
});

it('some page of docs says what each field of the panels is for', () => {
	const text = markdownIn('docs')
		.map((page) => readFileSync(page, 'utf8'))
		.join('\n');
	const fields = [new RouteLlmRequest(), new LlmRouterChatModel()]
		.flatMap(({ description }) => [...everyField(description.properties)])
		.flatMap(([, { type, displayName }]) => (type === 'notice' ? [] : [displayName]));
	// As people say it: without the unit, and without how n8n calls a list of names.
	const names = new Set(fields.map((name) => name.replace(/ \(.*\)$|: Model Name or ID$| Name or ID$/g, '')));
	expect([...names].filter((name) => !text.includes(name))).toEqual([]);
});
