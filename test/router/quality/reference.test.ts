import { createReferenceCheck } from '../../../router/quality/reference';
import { judge, scoreOf } from '../../support/checks';

const checkOf = (reference: string) => createReferenceCheck({ severity: 'counts', reference });
const check = checkOf(
	'Canberra is the capital of Australia. It was founded in 1913 and has about 456,000 inhabitants. Parliament meets there.',
);

describe('Reference', () => {
	it.each(['The capital is Canberra.', 'Canberra was founded in 1913.', 'It has 456000 inhabitants, and the parliament is meeting there.'])(
		'supports %j',
		async (text) => {
			expect(await scoreOf(check, text)).toBeGreaterThanOrEqual(0.75);
		},
	);

	it.each(['Sydney opened its famous opera house in 1973.', 'The inhabitants are 512,000 in 2020 in Melbourne.'])(
		'rejects %j',
		async (text) => {
			expect(await judge(check, text)).toMatchObject({ reason: 'much of the answer is not in the reference' });
			expect(await scoreOf(check, text)).toBeLessThan(0.5);
		},
	);

	it('weighs a wrong number and a wrong name more than a wrong word', async () => {
		const right = Number(await scoreOf(check, 'It was founded in 1913 with parliament.'));
		const number = Number(await scoreOf(check, 'It was founded in 1914 with parliament.'));
		const name = Number(await scoreOf(check, 'It was founded in 1913 with Melbourne.'));
		const word = Number(await scoreOf(check, 'It was founded in 1913 with settlers.'));
		expect(right).toBe(1);
		expect(word).toBeLessThan(right);
		expect(name).toBeLessThan(word);
		expect(number).toBeLessThan(word);
	});

	it('rejects a sentence whose only number is wrong, however right its words; numbers of a list say nothing', async () => {
		const parcel = checkOf('The parcel weighs 12 kg and left the hall on Monday.');
		expect(await scoreOf(parcel, 'The parcel weighs 97 kg and left the hall on Monday.')).toBeLessThan(0.5);
		expect(await scoreOf(parcel, '1. The parcel weighs 12 kg.\n2. The parcel left on Monday.')).toBe(1);
	});

	it('reads a long reference whole, or not at all', async () => {
		const long = `${'filler '.repeat(18_000)}Canberra was founded in 1913.`;
		expect(await scoreOf(checkOf(long), 'Canberra was founded in 1913.')).toBe(1);
		expect(await scoreOf(checkOf(long.padStart(131_073)), 'Canberra was founded in 1913.')).toBe('error');
	});

	it('reads a long answer whole, or not at all', async () => {
		const reference = checkOf('Canberra was founded in 1913.');
		const good = 'Canberra was founded in 1913. '.repeat(2_000);
		expect(await scoreOf(reference, good)).toBe(1);
		expect(await scoreOf(reference, `${good}Sydney was lost in 1788 to 12,000 people from 17 places. `)).not.toBe(1);
		expect(await scoreOf(reference, good.repeat(3))).toBe('error');
	});

	it('judges nothing without a reference, or where nothing is claimed', async () => {
		expect(await scoreOf(checkOf(' '), 'The capital is Canberra.')).toBe('not_applicable');
		expect(await scoreOf(check, 'it is')).toBe('not_applicable');
	});
});
