import type { INodeParameters } from 'n8n-workflow';
import { strongestModel } from '../../../scripts/start/strongest';
import { ROUTER_TYPE } from '../../../scripts/start/workflow';

const AT = Date.UTC(2026, 9, 1);
const row = (value: string, more: INodeParameters = {}): INodeParameters => ({ model: { value }, settings: more });
const workflow = (...values: INodeParameters[]) => ({
	nodes: [{ name: 'Route', type: ROUTER_TYPE, typeVersion: 1, parameters: { models: { values } } }],
	connections: {},
});
const priced = (inputPrice: number, outputPrice: number) => ({ inputPrice, outputPrice });

describe('the strongest model of a workflow', () => {
	it('is the one with the highest Strength, whatever it costs', () => {
		const found = strongestModel(
			workflow(row('custom1/a', { strength: '9', ...priced(1, 1) }), row('custom1/b', { strength: '2', ...priced(50, 50) })),
			AT,
		);
		expect(found?.modelId).toBe('custom1/a');
	});

	it('is the dearest where Strength says nothing, three parts input to one part output', () => {
		const found = strongestModel(workflow(row('custom1/a', priced(1, 4)), row('custom1/b', priced(2, 2))), AT);
		expect(found?.modelId).toBe('custom1/b');
	});

	it('is never a row that is switched off', () => {
		expect(
			strongestModel(workflow(row('custom1/a', priced(1, 1)), row('custom1/b', { enabled: false, ...priced(9, 9) })), AT)?.modelId,
		).toBe('custom1/a');
	});

	it('would have cost its price for as many tokens', () => {
		const found = strongestModel(workflow(row('custom1/a', priced(1_000_000, 0))), AT);
		expect(found?.costUsd('word '.repeat(10), '')).toBeGreaterThanOrEqual(10);
	});

	it('takes a price from the catalogue, and says so when there is none', () => {
		expect(strongestModel(workflow(row('openai/gpt-4o')), AT)?.costUsd('hello', 'hello')).toBeGreaterThan(0);
		expect(strongestModel(workflow(row('custom1/a')), AT)?.costUsd('hello', 'hello')).toBeNull();
	});
});
