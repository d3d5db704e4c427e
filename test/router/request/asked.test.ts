import { askedOf } from '../../../router/request/asked';
import { WRAPS, WRAPS_OF_OTHERS } from './asked/wraps';

const ASKED = 'The server of the bakery loses orders since Tuesday; find out why.';

const REQUESTS = [
	ASKED,
	'What is the capital of Kenya?',
	'subject line for a newsletter about bike racks',
	'Translate to Spanish: "Your badge is at the front desk."',
	'Hi, my contract says six weeks. Which one counts if I resign on Monday? Thanks, Bronagh',
	'nosebleed wont stop, 40 min now',
	'Beweise, dass die Wurzel aus 2 irrational ist.',
	'Put these in order:\nthyme\nbasil\nsage',
	'请证明根号二是无理数。',
];

it.each(WRAPS)('sets aside what is around a request: %j', (wrap) => {
	expect(plain(askedOf(wrap.replace('{}', ASKED)))).toBe(plain(ASKED));
});

it('sets aside what is around requests of every kind, in wraps that somebody else wrote', () => {
	const pairs = WRAPS_OF_OTHERS.flatMap((wrap) => REQUESTS.map((request) => [wrap.replace('{}', request), request] as const));
	const same = pairs.filter(([wrapped, request]) => plain(askedOf(wrapped)) === plain(askedOf(request)));
	expect(same.length / pairs.length).toBeGreaterThan(0.93);
});

it.each([
	['what is to be translated', 'Translate to German: Good morning, thank you for waiting.'],
	['thanks behind a colon', 'Translate to German:\n\nThank you very much.'],
	['a greeting in quotation marks', 'Is "Kind regards" correct here?'],
	['a text in quotation marks to its end', 'Who wrote this? "Kind regards, Femke Oudshoorn, Facilities"'],
	['ideas for a subject', 'Subject line ideas for our newsletter'],
	['what to reply', 'Reply: thank them and ask for the invoice'],
	['a program', 'Hello world program in Rust'],
	['a note of thanks', 'Write a thank-you note'],
	['thanks as a word', 'Write a thank you'],
	['a word that is asked about', 'synonyms for please'],
	['a question about thanks', 'Thank you in German?'],
	['a choice between greetings', 'Kind regards or best regards?'],
	['a key that is no header', 'Name: extract it from the text below: Anna 23'],
	['fields that say something', 'Name: Anna\nAge: 41\nDiagnosis: asthma\nQuestion: which dose?'],
	['settings of a task', 'Role: data scientist\nTask: explain PCA'],
	['a quotation that is asked about', 'What does this error mean?\n> TypeError: x'],
	['a mail that is asked about', 'Classify this email as spam\n\nFrom: a@b.example\nTo: c@d.example\nSubject: win\n\nYou won!'],
	['what binds the answer', 'Please be brief.'],
	['code', '@Component\npublic class A {}'],
	['a time in a question', 'In a minute, how many seconds?'],
	['Chinese to be translated', '请翻译：谢谢'],
	['a Chinese greeting as a word', '你好的英文是什么'],
	['Japanese thanks as a word', 'ありがとうを英語で'],
	['distress', 'I want to end it all.'],
])('keeps %s', (_, text) => {
	expect(plain(askedOf(text))).toBe(plain(text));
});

it.each([
	['Thanks, but why does X fail?', 'why does X fail?'],
	['Good morning, my chest hurts and my left arm is numb', 'my chest hurts and my left arm is numb'],
	['The food was cold. Thanks! Summarize.', 'The food was cold. Thanks! Summarize.'],
	['Help, my husband hits me', 'my husband hits me'],
	['Sort:\n– Milk\n– Eggs', 'Sort:\n– Milk\n– Eggs'],
	['Goodbye everyone. I want to end it all. Thanks for everything.', 'I want to end it all.'],
	['Make this more formal: hey, thanks', 'Make this more formal: hey, thanks'],
	['Hi,\n\nWhich is the capital of Australia?\n\nSydney\nCanberra', 'Which is the capital of Australia?\n\nSydney\nCanberra'],
	['Thank you for the 40, is it enough?', 'Thank you for the 40, is it enough?'],
	['谢谢，翻译成英文', '翻译成英文'],
	['regex to match a zip please', 'regex to match a zip'],
])('of %j reads %j', (text, asked) => {
	expect(askedOf(text)).toBe(asked);
});

it.each([
	'Hello!',
	'thanks a lot',
	'Hi, how are you?',
	'Guten Tag!',
	'お世話になっております。',
	'Kind regards,\nAnna',
	'',
	' \n',
	'?!',
	'👋',
])('all of %j, which is nothing but politeness', (text) => {
	expect(askedOf(text)).toBe(text);
});

it('sets the same aside a second time as the first: nothing', () => {
	for (const wrap of WRAPS) {
		const once = askedOf(wrap.replace('{}', ASKED));
		expect(plain(askedOf(once))).toBe(plain(once));
	}
});

it.each([
	'Hi, ',
	'Thanks\n',
	'> a\n',
	'On 1\n',
	'From: a\n',
	'\n',
	'-- x\n',
	'- ',
	': ',
	'Anna, ',
	'谢谢',
	'confidential e-mail\n\n',
	'"',
	'a',
])('takes megabytes of %j, and still reads what is between', (piece) => {
	const noise = piece.repeat(Math.ceil(1_000_000 / piece.length));
	expect(askedOf(`${noise}${ASKED}${noise}`)).toContain(ASKED.slice(0, 20));
});

/** Marks and spaces at the ends say nothing. */
function plain(text: string): string {
	return text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
}
