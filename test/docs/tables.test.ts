import { PROVIDER_KINDS, PROVIDERS, type ProviderKind } from '../../adapters/providers';
import { STRATEGIES, STRATEGY_NAMES, type StrategyName } from '../../nodes/RouteLlmRequest/description/strategies';
import { keyNames } from '../../scripts/start/realProviders';
import { expectPart, markdownTable } from '../support/page';

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
