import { baseForms } from '../../../router/features/wordForms';

it.each([
	['invoices', 'invoice'],
	['refunds', 'refund'],
	['boxes', 'box'],
	['companies', 'company'],
	['movies', 'movie'],
	['planned', 'plan'],
	['charged', 'charge'],
	['printing', 'print'],
	['billing', 'bill'],
	['monthly', 'month'],
])('%s may be a form of %s', (word, base) => {
	expect(baseForms(word)).toContain(base);
});

it.each(['as', 'bed', 'ring', '', 'refund'])('%j is no form of another word', (word) => {
	expect(baseForms(word)).toEqual([]);
});
