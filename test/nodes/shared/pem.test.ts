import { readPem } from '../../../nodes/shared/pem';

const LONG = 'A'.repeat(64);
const PEM = `-----BEGIN CERTIFICATE-----\n${LONG}\nQUJD\n-----END CERTIFICATE-----\n`;

it.each<[string, string]>([
	['as it is in the file', PEM],
	['with the line ends of Windows', PEM.replaceAll('\n', '\r\n')],
	['without line ends, as a field of one line leaves it', PEM.replaceAll('\n', '')],
	['with blanks for line ends', PEM.replaceAll('\n', ' ')],
	['with line ends written out', PEM.replaceAll('\n', '\\n')],
	['with text before and after', `subject=x\n${PEM}bye`],
])('reads PEM %s', (_, typed) => {
	expect(readPem(typed)).toEqual({ kind: 'text', text: PEM });
});

it('keeps several blocks, in order', () => {
	const other = PEM.replace('QUJD', 'REVG');
	expect(readPem(`${PEM}${other}`.replaceAll('\n', ' '))).toEqual({ kind: 'text', text: PEM + other });
});

it.each([' ', '', '\n'])('takes %j for an empty field', (typed) => {
	expect(readPem(typed)).toEqual({ kind: 'none' });
});

it.each([
	'hello',
	LONG,
	PEM.slice(0, -10),
	PEM.replace('QUJD', 'Q?JD'),
	PEM.replace('END CERTIFICATE', 'END KEY'),
	'-----BEGIN CERTIFICATE----------END CERTIFICATE-----',
])('refuses %j', (typed) => {
	expect(readPem(typed)).toEqual({ kind: 'unreadable' });
});
