import { compileRegex, createMatchesCheck } from '../../../router/quality/matches';
import { scoreOf } from '../../support/checks';

const checkOf = (pattern: string, must: 'match' | 'not_match' = 'match') => createMatchesCheck({ severity: 'counts', pattern, must });

describe('Matches', () => {
	it('wants a match, or none', async () => {
		expect(await scoreOf(checkOf('\\d+'), 'it is 391')).toBe(1);
		expect(await scoreOf(checkOf('^\\d+$'), 'it is 391')).toBe(0);
		expect(await scoreOf(checkOf('\\d+', 'not_match'), 'it is 391')).toBe(0);
		expect(await scoreOf(checkOf('\\d+', 'not_match'), 'it is')).toBe(1);
		expect(await scoreOf(checkOf('(?i)CANBERRA'), 'Canberra')).toBe(1);
	});

	it('takes linear time where a backtracking engine would never end', async () => {
		expect(await scoreOf(checkOf('^(a+)+$'), `${'a'.repeat(60_000)}!`)).toBe(0);
	});

	it('searches an answer of a megabyte to its end', async () => {
		expect(await scoreOf(checkOf('ab$'), `${'a'.repeat(2 ** 20)}b`)).toBe(1);
		expect(await scoreOf(checkOf('(?i)Forbidden word'), `${'an honest line\n'.repeat(70_000)}forbidden word`)).toBe(1);
	});

	it.each(['', '(', '(?=a)', '(a)\\1', 'a'.repeat(1_001), '(a{1000}){1000}'])('refuses %j with a reason', (pattern) => {
		const compiled = compileRegex(pattern);
		expect(compiled.ok ? '' : compiled.why).not.toBe('');
		expect(() => checkOf(pattern)).toThrow('The pattern ');
	});
});
