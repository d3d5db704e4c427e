import { createLengthCheck } from '../../../router/quality/length';
import { scoreOf } from '../../support/checks';

const checkOf = (min: number | null, max: number | null, unit: 'characters' | 'words') =>
	createLengthCheck({ severity: 'counts', min, max, unit });

describe('Length', () => {
	it.each([
		['391', 'characters', 3],
		[' a b \n', 'characters', 3],
		['👍👍', 'characters', 2],
		['one two', 'words', 2],
		['one - two', 'words', 2],
		["don't  stop\nnow", 'words', 3],
		['首都是', 'words', 3],
		['', 'words', 0],
		['3.14', 'words', 1],
	] as const)('%j has in %s: %i', async (text, unit, length) => {
		expect(await scoreOf(checkOf(length, length, unit), text)).toBe(1);
		expect(await scoreOf(checkOf(length + 1, null, unit), text)).toBe(0);
		expect(await scoreOf(checkOf(null, length - 1, unit), text)).toBe(0);
	});
});
