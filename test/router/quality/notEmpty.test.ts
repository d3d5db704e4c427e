import { notEmpty } from '../../../router/quality/notEmpty';
import { answerOf, askOf } from '../../support/routing';

describe('Not Empty', () => {
	it.each(['', ' \n\t', '\u200b\ufeff', '\u0000', '\u00a0\u2060'])('rejects %j', async (text) => {
		expect(await notEmpty.run(askOf(answerOf(text)))).toMatchObject({ score: 0 });
	});

	it.each(['0', '.', '👍', '\u200bx'])('accepts %j', async (text) => {
		expect(await notEmpty.run(askOf(answerOf(text)))).toMatchObject({ score: 1 });
	});

	it('accepts a tool call without text', async () => {
		expect(await notEmpty.run(askOf(answerOf('', { toolCalls: [{ id: null, name: 'x', arguments: '{}' }] })))).toMatchObject({ score: 1 });
	});
});
