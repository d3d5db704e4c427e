import { createCodeParsesCheck } from '../../../router/quality/codeParses';
import { judge, scoreOf } from '../../support/checks';

const check = createCodeParsesCheck({ severity: 'counts' });
const block = (tag: string, code: string): string => `Here it is:\n\n\`\`\`${tag}\n${code}\n\`\`\`\n`;

describe('Code Parses', () => {
	it.each([
		['js', 'const f = (x) => x + 1;'],
		['javascript', 'return 1;'],
		['js', 'const x = await fetch(url);'],
		['jsx', 'const a = <b>{c}</b>;'],
		['js', '{ "a": 1, "b": [2] }'],
		['js', 'render() { return 1; }'],
		['js', '.then((x) => x)\n.catch(() => 1);'],
		['ts', 'const f = (x: number): string => `${x}`;'],
		['typescript', 'interface A { b?: string }'],
		['tsx', 'const a: X = <b c={d} />;'],
		['ts', 'const a = <X>b;'],
		['python', 'def f(x):\n    return x + 1'],
		['py', 'def f():\n    ...'],
		['python', '    x = 1\n    y = 2'],
		['python', '    x = 1\nf()'],
		['python', 'else:\n    x = 2'],
		['python', 'except ValueError:\n    pass'],
		['python', 'if x:  # so'],
		['python', 'x = 1\nfor y in z:\n    while y:'],
	])('accepts %s: %j', async (tag, code) => expect(await scoreOf(check, block(tag, code))).toBe(1));

	it.each([
		['js', 'const f = (x => x + 1;', 'JavaScript'],
		['js', 'function () {', 'JavaScript'],
		['ts', 'const a: = 3;', 'TypeScript'],
		['python', 'def f(x)\n    return x', 'Python'],
		['python', 'print("a"', 'Python'],
		['sql', 'SELECT a FROM t WHERE (b = 1', 'SQL'],
		['python', 'for x in:', 'Python'],
	])('rejects %s: %j', async (tag, code, language) => {
		expect(await judge(check, block(tag, code))).toMatchObject({
			score: 0,
			reason: `the ${language} does not parse`,
			quote: 'code block 1',
		});
	});

	it.each([
		['', 'const f = ('],
		['bash', 'if ('],
		['js', 'foo(a, ..., b'],
		['js', 'foo(… )('],
		['python', '>>> f(1)\n2'],
		['js', ''],
		['python', '!pip install x'],
		['python', '%matplotlib inline'],
	])('does not judge %s: %j', async (tag, code) => expect(await scoreOf(check, block(tag, code))).toBe('not_applicable'));

	it.each([
		['js', `f(${'['.repeat(30)}`],
		['js', `f(;${' '.repeat(32_768)}`],
		// Each takes these grammars far too long.
		['js', `${'a,'.repeat(16_000)};`],
		['sql', `SELECT ${'('.repeat(40)}`],
		['sql', `SELECT ${'a, '.repeat(10_000)}`],
		['sql', `SELECT ${'(a OR '.repeat(100)}`],
		['sql', `SELECT ${'CASE WHEN a THEN '.repeat(100)}`],
	])('lets no code through that takes too long to read, %s: %j', async (tag, code) => {
		expect(await judge(check, block('js', 'f();') + block(tag, code))).toEqual({
			kind: 'error',
			reason: 'code block 2 is too long or too deep to be read',
		});
	});

	it('spends its work on all blocks together', async () => {
		const ok = block('python', `${'x = f(x, 1)\n'.repeat(200)}`);
		expect(await scoreOf(check, ok + block('js', 'f(;'))).toBe(0);
		expect(await judge(check, ok.repeat(24) + block('js', 'f(;'))).toMatchObject({ kind: 'error' });
	});

	it('reads every block of a long answer', async () => {
		expect(await scoreOf(check, `${'word '.repeat(40_000)}\n${block('js', 'f();').repeat(60)}`)).toBe(1);
		expect(await scoreOf(check, `${'word '.repeat(40_000)}\n${block('js', 'f();').repeat(60)}${block('js', 'f(;')}`)).toBe(0);
	});

	it('finds the one block that does not parse', async () => {
		expect(await judge(check, block('js', 'f();') + block('python', 'def'))).toMatchObject({ score: 0, quote: 'code block 2' });
	});

	it('does not judge prose', async () => expect(await scoreOf(check, 'def f(x is no code')).toBe('not_applicable'));

	it('reads a block in a list without its indent', async () => {
		expect(await scoreOf(check, '1. So:\n   ```python\n   def f():\n       return 1\n   ```\n')).toBe(1);
	});
});
