import type { INodeExecutionData } from 'n8n-workflow';

import { readAll, two } from '../../../support/readSettings';

type Json = INodeExecutionData['json'];

/** A prompt as n8n resolves it for each item: what was taken for fixed words in [brackets], the rest as it is. */
async function told(prompt: string, ...items: readonly Json[]): Promise<string[]> {
	const settings = await readAll({ models: two, prompt }, [...items]);
	return settings.map((one) => {
		if (one instanceof Error) return `error: ${one.message}`;
		if (one.prompt.kind === 'none') return one.prompt.reason;
		const { text, fixed } = one.prompt;
		const starts = [0, ...fixed.map(({ to }) => to)];
		return starts
			.map((start, index) => {
				const span = fixed[index];
				return text.slice(start, span?.from) + (span === undefined ? '' : `[${text.slice(span.from, span.to)}]`);
			})
			.join('');
	});
}

/** What the template is, an item, and the prompt with its fixed words in brackets. */
const CASES: readonly (readonly [name: string, template: string, json: Json, expected: string])[] = [
	['a field at the end', '=Summarize: {{ $json.text }}', { text: 'The cat.' }, '[Summarize: ]The cat.'],
	['a field at the beginning', '={{ $json.text }}\n\nSummarize this.', { text: 'The cat.' }, 'The cat.[\n\nSummarize this.]'],
	['a field in the middle', '=Answer "{{ $json.q }}" in one line.', { q: 'Why?' }, '[Answer "]Why?[" in one line.]'],
	[
		'a nested field, in all spellings',
		`=A {{ $json.mail.from[0].name }} B {{ $json["mail"]['from'][0]["full name"] }} C {{ $json.mail?.size }} D {{ $input.item.json.mail.size }}`,
		{ mail: { from: [{ name: 'Ann', 'full name': 'Ann B C' }], size: 3 } },
		'[A ]Ann[ B ]Ann B C[ C ]3[ D ]3',
	],
	['one field twice', '=Compare {{ $json.a }} with {{ $json.a }}!', { a: 'x with y' }, '[Compare ]x with y[ with ]x with y[!]'],
	['an empty and a missing field', '=A:{{ $json.a }} B:{{ $json.b }} C:{{ $json.c }}.', { a: '', b: null }, '[A:][ B:][ C:][.]'],
	['all fields empty but blanks', '=Topic: {{ $json.a }}{{ $json.b }} Write.', { a: '', b: '  ' }, '[Topic: ]  [ Write.]'],
	[
		'numbers and booleans',
		'=n={{ $json.n }}, z={{ $json.z }}, b={{ $json.b }};',
		{ n: 1.5, z: 0, b: false },
		'[n=]1.5[, z=]0[, b=]false[;]',
	],
	['an object', '=Data: {{ $json.o }} End.', { o: { a: 1 } }, '[Data: ][object Object][ End.]'],
	['an object as JSON', '=Data: {{ JSON.stringify($json.o) }} End.', { o: { a: '}} {{' } }, '[Data: ]{"a":"}} {{"}[ End.]'],
	['lists', '=Tags: {{ $json.tags }}. First: {{ $json.tags[0] }}.', { tags: ['a', 'b', ['c', null]] }, '[Tags: ]a,b,c,[. First: ]a[.]'],
	['a date', '=On {{ $json.day.toDateTime().toFormat("yyyy") }} it was.', { day: '2026-05-03' }, '[On ]2026[ it was.]'],
	[
		'many lines',
		'=## Task\nSort.\n\n## Mail\n{{ $json.mail }}\n\n## End\n',
		{ mail: 'a\n## Mail\nb' },
		'[## Task\nSort.\n\n## Mail\n]a\n## Mail\nb[\n\n## End\n]',
	],
	['braces inside a string', `=Say {{ "{" + $json.a + "} \\}}" }} now.`, { a: 'x' }, '[Say ]{x} }}[ now.]'],
	['a choice', '=Answer {{ $json.vip ? "at length: " : "briefly: " }}{{ $json.q }}', { vip: false, q: 'Why?' }, '[Answer ]briefly: Why?'],
	['a fallback value', `=Hello {{ $json.name ?? 'friend' }}, {{ $json.q || '' }}?`, { q: 'how' }, '[Hello ]friend[, ]how[?]'],
	['a template literal', '=Do it. {{ `From ${$json.a} to ${$json.b}` }}', { a: 'x', b: 'y' }, '[Do it. ]From x to y'],
	['other scripts and emoji', '=翻訳 🇯🇵: {{ $json.größe }} 👩‍👩‍👧 ende', { größe: '👩‍👩‍👧 é' }, '[翻訳 🇯🇵: ]👩‍👩‍👧 é[ 👩‍👩‍👧 ende]'],
	[
		'fixed words that a field has too',
		'=Translate {{ $input.item.json.text }} into {{ $input.item.json.language }}.',
		{ text: 'put it into words into', language: 'German. into' },
		'[Translate ]put it into words into[ into ]German. into[.]',
	],
	[
		'a field that holds all fixed words',
		'=A: {{ $json.a }} B: {{ $json.b }} C',
		{ a: 'A:  B:  C', b: ' B: A: ' },
		'[A: ]A:  B:  C[ B: ] B: A: [ C]',
	],
	['escaped braces', '=Keep \\{{ name }} and {{ $json.a }} here', { a: 'x' }, '[Keep \\{{ name }} and ]x[ here]'],
	['backslashes', '=In C:\\\\temp: {{ $json.a }} and D:\\\\', { a: 'x' }, '[In C:\\temp: ]x[ and D:\\\\]'],
	// n8n evaluates this one, though its own splitter takes it for escaped: what is not understood is the item's.
	['an escaped backslash before an expression', '=C:\\\\{{ $json.a }} and {{ $json.b }}!', { a: 'x', b: 'y' }, 'C:\\x and y!'],
	['an expression without its end', '=Say {{ $json.a', { a: 'x' }, '[Say ]x'],
	['an expression that fails inside', '=Say {{ $json.a.b.c }} now', { d: 1 }, '[Say ][ now]'],
	['an expression over several lines', '=Say {{\n  $json.a\n    .toUpperCase()\n}} now', { a: 'x' }, '[Say ]X[ now]'],
	['all of it in one expression', '={{ "Summarize: " + $json.text }}', { text: 'The cat.' }, 'Summarize: The cat.'],
	['blanks alone around an expression', '= {{ $json.a }}\n{{ $json.b }} ', { a: 'x', b: 'y' }, ' x\ny '],
	['fixed text alone, as an expression', '=Tell a joke.', { a: 'x' }, 'Tell a joke.'],
	['fixed text alone with what would be an expression', '{{{ $json.a }} ends', { a: 'x' }, '{{{ $json.a }} ends'],
	['fixed text alone', 'Tell a joke about {{ $json.a }}.', { a: 'x' }, 'Tell a joke about {{ $json.a }}.'],
];

it.each(CASES)('tells fixed words from data with %s', async (_name, template, json, expected) => {
	expect(await told(template, json)).toEqual([expected]);
});

it('leaves to the item what could stand in more than one place, and nothing else', async () => {
	const prompt = '=Translate {{ $json.text.trim() }} into {{ $json.language.trim() }}. Be brief: {{ $json.more.trim() }}!';
	expect(
		await told(prompt, { text: 'it into that', language: 'German', more: 'x' }, { text: 'it', language: 'German', more: 'x' }),
	).toEqual(['[Translate ]it into that into German[. Be brief: ]x[!]', '[Translate ]it[ into ]German[. Be brief: ]x[!]']);
});

it('a field cannot pass for fixed words by what is asked of another', async () => {
	const item = { a: 'yes of  to me', b: 'four', c: 'you' };
	const sayOf = (field: string) => told(`=Say {{ $json.a.trim() }} of {{ $json.${field} }} to {{ $json.c.trim() }}.`, item);
	expect(await sayOf('b.length')).toEqual(['[Say ]yes of  to me of 4 to you[.]']);
	const [inherited = ''] = await sayOf('toString');
	expect(inherited).toMatch(/^\[Say \]yes of {2}to me of function .* to you\[\.\]$/s);
});

describe('never evaluates twice', () => {
	it('what is another at each evaluation', async () => {
		const [random = '', again = ''] = await told('=Draw {{ Math.random() }} or {{ $now.toMillis() }}, {{ $json.n }}.', { n: 1 }, { n: 2 });
		expect(random).toMatch(/^\[Draw \]0\.\d+\[ or \]\d{13}\[, \]1\[\.\]$/);
		expect(again).toMatch(/^\[Draw \]0\.\d+\[ or \]\d{13}\[, \]2\[\.\]$/);
		expect(again.slice(7, 20)).not.toBe(random.slice(7, 20));
	});

	it('what counts its evaluations', async () => {
		const counter = '$execution.customData.get("n")';
		const prompt = `=Run {{ $execution.customData.set("n", Number(${counter} ?? 0) + 1) }}{{ ${counter} }} of {{ $json.n }}.`;
		expect(await told(prompt, { n: 3 }, { n: 3 }, { n: 3 })).toEqual(['[Run ]1[ of ]3[.]', '[Run ]2[ of ]3[.]', '[Run ]3[ of ]3[.]']);
	});
});
