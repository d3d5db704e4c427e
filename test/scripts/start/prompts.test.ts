import { parsePrompts } from '../../../scripts/start/prompts';

describe('prompts of an input file', () => {
	it('reads JSON strings and objects, and keeps the other fields', () => {
		expect(parsePrompts('"one"\n\n{"prompt": "two", "id": 7}\n')).toEqual([
			{ chatInput: 'one' },
			{ chatInput: 'two', prompt: 'two', id: 7 },
		]);
	});

	it.each(['{"text": "no prompt"}', 'not JSON', '42'])('names the line it cannot read: %s', (bad) => {
		expect(() => parsePrompts(`"fine"\n${bad}`)).toThrow(/^Line 2 /);
	});

	it('refuses an empty file', () => {
		expect(() => parsePrompts('\n\n')).toThrow('holds no prompt');
	});
});
