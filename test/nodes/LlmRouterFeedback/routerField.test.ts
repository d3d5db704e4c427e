import type { INodeProperties } from 'n8n-workflow';

import { LlmRouterFeedback } from '../../../nodes/LlmRouterFeedback/LlmRouterFeedback.node';
import { readRouterField } from '../../../nodes/LlmRouterFeedback/loggedRouter';
import { byId, fromList } from '../../support/routerField';

const node = new LlmRouterFeedback();

function routerFields(properties: readonly INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => [
		...(property.name === 'routerId' ? [property] : []),
		...routerFields((property.options ?? []).flatMap((option) => ('type' in option ? [option] : []))),
	]);
}

describe('every Router field', () => {
	const fields = routerFields(node.description.properties);

	it('is chosen from the list or by its ID, wherever it stands', () => {
		// Report, alert, classifier, threshold (calibrating, Auto-Tune), simulation, the options of an audit, the filters of decisions.
		expect(fields).toHaveLength(8);
		for (const { displayName, type, default: empty, modes } of fields) {
			expect([displayName, type, empty]).toEqual(['Router', 'resourceLocator', { mode: 'list', value: '' }]);
			expect(modes?.map(({ name }) => name)).toEqual(['list', 'id']);
			expect(Object.keys(node.methods.listSearch)).toContain(modes?.[0]?.typeOptions?.searchListMethod);
			// Or the editor shows "Could not load list" where the node has no credential.
			expect(modes?.[0]?.typeOptions?.skipCredentialsCheckInRLC).toBe(true);
		}
	});

	it.each([
		['aB3dE5fG7hJ9kL1m:0f3c', true],
		[' aB3d:0f3c ', true],
		['', true],
		[':0f3c', true],
		['Route LLM Request', false],
		['aB3d:', false],
	])('takes %p as an ID: %p', (id, taken) => {
		const [rule] = fields[0]?.modes?.[1]?.validation ?? [];
		const regex = rule !== undefined && 'properties' in rule && 'regex' in rule.properties ? rule.properties.regex : 'none';
		expect(new RegExp(String(regex)).test(id)).toBe(taken);
	});
});

describe('what a Router field holds is read', () => {
	it.each<[string, unknown, string | null]>([
		['from the list', fromList('w:n'), 'w:n'],
		['as an ID', byId(' w:n '), 'w:n'],
		['as plain text of an older workflow', 'w:n', 'w:n'],
		['as nothing chosen', fromList(''), null],
		['as an expression that gave nothing', { __rl: true, mode: 'id', value: undefined }, null],
		['as nothing at all', undefined, null],
		['as empty text', ' ', null],
	])('%s', (_name, value, read) => {
		expect(readRouterField(value)).toBe(read);
	});

	it('and refused where it is no text, by the field’s name', () => {
		expect(() => readRouterField(byId(['w:n'] as never), 'Filters, Router')).toThrow('Filters, Router: is not text');
	});
});
