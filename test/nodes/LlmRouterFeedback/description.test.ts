import type { INodeProperties } from 'n8n-workflow';

import { LlmRouterFeedback } from '../../../nodes/LlmRouterFeedback/LlmRouterFeedback.node';
import { everyField } from '../../support/fields';

const { description } = new LlmRouterFeedback();

const all = [...everyField(description.properties)];
const choicesOf = (property: INodeProperties) => (property.options ?? []).flatMap((option) => ('value' in option ? [option] : []));
const of = (name: string) => description.properties.filter((property) => property.name === name);

describe('the panel', () => {
	it('explains every field', () => {
		const named = ['operation', 'resource', 'options', 'filters'];
		const silent = all.filter(([name, { type, description: text, hint }]) => type !== 'notice' && !named.includes(name) && !text && !hint);
		expect(silent.map(([name]) => name)).toEqual([]);
	});

	it('explains every resource and operation, and gives each operation a name of its own in n8n’s list', () => {
		const operations = of('operation').flatMap(choicesOf);
		for (const choice of [...of('resource').flatMap(choicesOf), ...operations])
			expect([choice.name, choice.description ?? '']).toEqual([choice.name, expect.stringMatching(/\w/)]);
		const actions = operations.map((choice) => choice.action);
		expect(actions).not.toContain(undefined);
		expect(new Set(actions).size).toBe(actions.length);
	});

	it('has operations for every resource', () => {
		const shown = of('operation').flatMap((property) => property.displayOptions?.show?.['resource'] ?? []);
		expect([...shown].sort()).toEqual(
			of('resource')
				.flatMap(choicesOf)
				.map(({ value }) => value)
				.sort(),
		);
	});

	it('does not allow expressions in what decides which fields are shown', () => {
		const deciding = new Set(['resource', 'operation', 'scale', 'deleteBy']);
		expect(all.filter(([name, { noDataExpression }]) => deciding.has(name) && noDataExpression !== true)).toEqual([]);
	});
});
