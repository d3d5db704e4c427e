import fc from 'fast-check';

import { isHistory, mayOpenHistory, newInMail } from '../../../router/request/mailText';

const NEW = 'Please send it again.\n\nIt never came.';

it.each([
	['English', 'On Tue, May 5, 2026 at 9:12 AM Ann <ann@ex.com> wrote:\n\n> old words'],
	['broken in two', 'On Tue, May 5, 2026 at 9:12 AM Ann Somebody With A Long Name\n<ann@ex.com> wrote:\n> old'],
	['German', 'Am 05.05.2026 um 09:12 schrieb Ann:\n> alt'],
	['French', 'Le mar. 5 mai 2026 à 09:12, Ann a écrit :\n> vieux'],
	['Outlook', 'From: Ann <ann@ex.com>\nSent: Tuesday\nTo: Shop\nSubject: Order\n\nold words'],
	['Outlook, German', 'Von: Ann\nGesendet: Dienstag\nAn: Shop\nBetreff: x\n\nalt'],
	['original message', '-----Original Message-----\nold words'],
	['signature', '-- \nAnn\nProfessor of Mathematics'],
	['farewell', 'Mit freundlichen Grüßen\nAnn Lee\nTel. 1'],
	['phone', 'Sent from my iPhone'],
	['disclaimer', 'This message and any attachments are confidential. Any unauthorized use is prohibited.'],
	['all of them', 'Thanks,\nAnn\n\nThis e-mail is intended only for the addressee and is confidential.\n\nOn 5 May 2026, Bo wrote:\n> old'],
])('%s: only what is new', (_, rest) => {
	expect(newInMail(`${NEW}\n\n${rest}`)).toBe(NEW);
});

it.each([
	['a plain mail', NEW],
	['words that sound alike', 'On Tuesday I wrote to you. From: where do you ship?\n\nBest of all: is this confidential?'],
	['a farewell far above', `Thanks\n${'one more line\n'.repeat(20)}end`],
	['nothing but history', '> quoted\n> twice'],
	['only forwarded', '---------- Forwarded message ----------\nFrom: Al\n\nIs this right?'],
])('%s: all of it', (_, text) => {
	expect(newInMail(text)).toBe(text);
});

it('answers between quoted lines are kept', () => {
	expect(newInMail('> Red?\nYes\n> Large?\nNo')).toBe('Yes\nNo');
});

it('takes megabytes', () => {
	for (const line of ['> a\n', 'On 1\n', 'From: a\n', '\n', '-- x\n', 'confidential e-mail\n\n'])
		expect(newInMail(line.repeat(300_000))).not.toBe('');
	expect(newInMail('-'.repeat(3_000_000))).not.toBe('');
});

const opened = fc
	.tuple(
		fc.constantFrom('', '"', "'", '*', '_', '**', '--', '==', '—', '#', '(', '> ', '}'),
		fc.constantFrom(
			...[
				'On',
				'on',
				'Am',
				'Le',
				'El',
				'Il',
				'Op',
				'Em',
				'Den',
				'W dniu',
				'dnia',
				'В',
				'пн',
				'Вт',
				'5',
				'From',
				'Von',
				'De',
				'Da',
				'Van',
				'Od',
			],
			...[
				'Från',
				'Fra',
				'Kimden',
				'Gönderen',
				'От',
				'差出人',
				'发件人',
				'寄件者',
				'Original Message',
				'原始邮件',
				'def',
				'else',
				'for',
				'let',
				'x',
			],
		),
		fc.constantFrom(' ', '\t', '\u00a0', ':', ' :', '：', '*:', '_ :', '--', ''),
		fc.constantFrom(
			'3 May 2026, Ann wrote:',
			'5.5.2026 schrieb Ann:',
			'5 mai Ann a écrit :',
			'5 Ann <a@b.c>\nwrote:',
			'x\nTo: y',
			'load(1): wrote',
		),
	)
	.map((parts) => parts.join(''));

it('passes over no line that an earlier mail begins with', () => {
	fc.assert(
		fc.property(opened, (text) => {
			fc.pre(isHistory(text.split('\n'), 0));
			expect({ text, may: mayOpenHistory(text, 0) }).toEqual({ text, may: true });
		}),
		{ numRuns: 1_000 },
	);
});
