import { createContainsCheck } from '../../../router/quality/contains';
import { judge, scoreOf } from '../../support/checks';

const checkOf = (texts: readonly string[], mode: 'all' | 'any' = 'all', caseSensitive = false) =>
	createContainsCheck({ severity: 'counts', texts, mode, caseSensitive });

describe('Contains', () => {
	it('wants all of the texts, or any', async () => {
		expect(await scoreOf(checkOf(['one', 'two']), 'one and two')).toBe(1);
		expect(await scoreOf(checkOf(['one', 'two']), 'one')).toBe(0);
		expect(await scoreOf(checkOf(['one', 'two'], 'any'), 'two')).toBe(1);
		expect(await scoreOf(checkOf(['one', 'two'], 'any'), 'three')).toBe(0);
	});

	it('looks at case only where told', async () => {
		expect(await scoreOf(checkOf(['Canberra']), 'CANBERRA')).toBe(1);
		expect(await scoreOf(checkOf(['Canberra'], 'all', true), 'CANBERRA')).toBe(0);
	});

	it('finds an accent however it is written', async () => expect(await scoreOf(checkOf(['caf\u00e9']), 'cafe\u0301')).toBe(1));

	it('names what is missing on the item only', async () => {
		expect(await judge(checkOf(['one', 'two']), 'one')).toMatchObject({ reason: 'a wanted text is missing', quote: 'missing: two' });
	});

	it('judges nothing without a text', async () => expect(await scoreOf(checkOf(['']), 'one')).toBe('not_applicable'));
});
