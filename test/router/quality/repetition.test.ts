import { createRepetitionCheck } from '../../../router/quality/repetition';
import { scoreOf } from '../../support/checks';

const check = createRepetitionCheck({ severity: 'counts' });
const GOOD =
	'The water cycle moves water between the sea, the air and the land. The sun warms the sea, so water rises as vapour. High up it cools and forms clouds, and at last it falls as rain or snow. ' +
	'Rivers carry it back to where it came from, while some of it seeps into the ground and feeds springs for years.';

describe('Repetition', () => {
	it.each([
		['the same sentence', 'The answer is that it depends on the weather. '.repeat(20)],
		['the same words', 'very '.repeat(100)],
		['the same line, numbered', Array.from({ length: 30 }, (_, i) => `${i + 1}. The cat sat on the mat.`).join('\n')],
		['a good start that runs into a loop', `${GOOD} ${GOOD.replace(/water/g, 'ice')} ${'and then it rains again '.repeat(15)}`],
		['characters without a space', 'ha'.repeat(500)],
		['a loop without a stop in the middle', `${GOOD} ${'and then it rains again '.repeat(60)} ${GOOD}`],
		['Chinese', '今天天气很好，'.repeat(20)],
		['marks alone', '!'.repeat(500)],
		['two lines in turn', 'It was a dark night.\nThe rain fell hard on us.\n'.repeat(12)],
	])('rejects %s', async (_, text) => expect(await scoreOf(check, text)).toBeLessThan(0.5));

	it.each([
		['prose', GOOD],
		['a short answer', 'No no no no.'],
		['a short refrain', 'I like it now. '.repeat(6)],
		['a table', `| a | b |\n${'| no | no |\n'.repeat(30)}`],
		['code', `\`\`\`\n${'x = x + 1;\n'.repeat(50)}\`\`\``],
		['a list', Array.from({ length: 20 }, (_, i) => `- Item ${i}: done`).join('\n')],
		['a song with a refrain', Array.from({ length: 4 }, (_, i) => `${GOOD.split('. ')[i]}\nOh when the saints go marching in`).join('\n')],
		['a phrase three times', `${GOOD} Never give up, never give up, never give up.`],
	])('accepts %s', async (_, text) => expect(await scoreOf(check, text)).toBeGreaterThanOrEqual(0.9));

	it('grades by the share that repeats', async () => {
		const loops = (copies: number): string => `${'It is what we all said before. '.repeat(copies)}${GOOD}`;
		const few = Number(await scoreOf(check, loops(5)));
		const many = Number(await scoreOf(check, loops(12)));
		expect(few).toBeLessThan(1);
		expect(many).toBeLessThan(few);
	});

	it.each([
		'Write "I will not talk" 50 times',
		'Say hello ten times.',
		'Repeat the word very',
		'Please repeat: I will not talk',
		'Repeat after me',
		'Print it over and over',
		'Keep repeating the same sentence',
		'Schreibe den Satz 50 mal',
		'Wiederhole den Satz',
		'Écris cette phrase 50 fois',
		'Répète le mot',
		'Escribe la frase 50 veces',
		'Repite la frase',
		'Escreva a frase 50 vezes',
		'Repita a palavra',
		'Scrivi la frase 50 volte',
		'Ripeti la parola',
	])('does not judge what was to be repeated: %j', async (prompt) => {
		expect(await scoreOf(check, 'I will not talk. '.repeat(50), prompt)).toBe('not_applicable');
	});

	it.each([
		'What is 17 times 23?',
		'Write the result of 17 times 23',
		'How many times did he win?',
		'What is a repeating decimal?',
		'Three times a week she runs. How far?',
		'Which measures were repeated?',
		'She says no. It is 3 times as long',
		'Wie oft mal 3 ist 9?',
		'Combien de fois?',
	])('judges an answer to %j', async (prompt) => expect(await scoreOf(check, 'I will not talk. '.repeat(50), prompt)).toBe(0));

	it('sees the loop at the end of a long answer', async () => {
		const long = Array.from({ length: 2_000 }, (_, i) => `w${i * 7} x${i * 5}`).join(' ');
		expect(long.length).toBeGreaterThan(20_000);
		expect(await scoreOf(check, long)).toBe(1);
		expect(await scoreOf(check, `${long}\n${'and then it rains again '.repeat(60)}`)).toBe(0);
		expect(await scoreOf(check, `${`${long}\n`.repeat(3)}${'and then it rains again '.repeat(500)}`)).toBe(0);
	});
});
