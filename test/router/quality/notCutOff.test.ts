import { runGate } from '../../../router/quality/gate';
import { notCutOff } from '../../../router/quality/notCutOff';
import { answerOf, askOf } from '../../support/routing';

describe('Not Cut Off', () => {
	it.each([
		['length', 0],
		['stop', 1],
		['other', 1],
	] as const)('an answer that ended by %s scores %i', async (finish, value) => {
		expect(await notCutOff.run(askOf(answerOf('text', { finish })))).toMatchObject({ score: value });
	});

	it('asks for a larger output limit', async () => {
		expect(await runGate([notCutOff], askOf(answerOf('x', { finish: 'length' })), 0.5)).toMatchObject({
			verdict: 'rejected',
			cutOff: true,
		});
	});
});
