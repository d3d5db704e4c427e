import { fileTokensOf } from '../../../router/request/fileTokens';
import { user } from '../../support/requests';

const base64 = (bytes: number) => Buffer.alloc(bytes).toString('base64');
const tokens = (mediaType: string, url: string) => fileTokensOf(user([{ kind: 'file', url, mediaType, name: null }]));

describe('the tokens of a file', () => {
	it.each([
		['a page at least', 'application/pdf', `data:application/pdf;base64,${base64(900)}`, 3_000],
		['by its bytes', 'application/pdf', `data:application/pdf;base64,${base64(300_000)}`, 12_000],
		['a hundred pages at most', 'application/pdf', `data:application/pdf;base64,${base64(9_000_000)}`, 300_000],
		['a letter in four', 'text/csv', `data:text/csv;base64,${base64(30_000)}`, 7_500],
		['as it is, without base64', 'text/plain', 'data:text/plain,abcdefgh', 2],
		['little for sound', 'audio/mpeg', `data:audio/mpeg;base64,${base64(120_000)}`, 300],
		['a guess for a link', 'application/pdf', 'https://x/y.pdf', 15_000],
	])('are %s', (_, mediaType, url, expected) => expect(tokens(mediaType, url)).toBe(expected));

	it('are none of texts and images, and add up', () => {
		expect(fileTokensOf(user('data:application/pdf;base64,AAAA'))).toBe(0);
		const file = { kind: 'file' as const, url: 'https://x', mediaType: 'application/pdf', name: 'a' };
		expect(fileTokensOf(user([{ kind: 'image', url: 'https://x' }, { kind: 'text', text: 'x' }, file, file]))).toBe(30_000);
	});
});
