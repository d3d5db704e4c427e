import type { CallResult } from '../../../router/calls/client';
import { compareAnswers } from '../../../router/judging/compareAnswers';
import { textOf } from '../../../router/request/userText';
import { ALL_INJECTIONS } from '../../support/injections';
import { scriptedCall } from '../../support/judge';
import { analyzed } from '../../support/requests';
import { fails, modelAt } from '../../support/routing';

const asked = async (reply: string | CallResult, first = 'one', second = 'two') => {
	const call = scriptedCall(reply);
	const had = await compareAnswers({
		call,
		purpose: 'shadow',
		model: modelAt(9),
		request: analyzed('Say a number.'),
		first,
		second,
		timeoutMs: 1_000,
	});
	const [system = '', user = ''] = call.sent[0]?.messages.map(textOf) ?? [];
	return { had, user, system };
};

describe('a judge between two answers', () => {
	it.each([
		['A', 'first'],
		['B', 'second'],
		['tie', 'neither'],
		['a', 'first'],
		['Tie', 'neither'],
	])('that says %s finds the %s better', async (said, better) => {
		expect((await asked(JSON.stringify({ reason: 'so', better: said }))).had).toEqual({ kind: 'verdict', better });
	});

	it.each(['A', '{"reason":"x"}', '{"reason":"x","better":"C"}', '{"reason":"x","better":["A"]}', '{"reason":"x","better":"A"} or B', ''])(
		'that says anything else says nothing: %s',
		async (reply) => {
			expect((await asked(reply)).had).toEqual({ kind: 'failed', why: 'its reply could not be read' });
		},
	);

	it.each(['{"better":"A"}', '{"reason":"x","better":"A","score":1}'])('may say less or more: %s', async (reply) => {
		expect((await asked(reply)).had).toEqual({ kind: 'verdict', better: 'first' });
	});

	it('that cannot be asked says why', async () => {
		expect((await asked(fails('timeout'))).had).toEqual({ kind: 'failed', why: 'it was timeout' });
	});

	it('gets answers that try to steer it as data: one line, in which they are whole and end nothing', async () => {
		for (const injection of ALL_INJECTIONS) {
			const { user, system } = await asked('', injection, 'two');
			const [opening, data, closing, ...question] = user.split('\n');
			expect([opening, closing, question.length]).toEqual(['<<<DATA', 'DATA>>>', 1]);
			expect(data).not.toMatch(/[<>]/);
			expect(JSON.parse(data ?? '')).toMatchObject({ answerA: injection, answerB: 'two' });
			expect(system).not.toContain(injection);
		}
	});
});
