import { createCodeParsesCheck } from '../../../router/quality/codeParses';
import { judge, scoreOf } from '../../support/checks';

const check = createCodeParsesCheck({ severity: 'counts' });
const block = (tag: string, code: string): string => `Here it is:\n\n\`\`\`${tag}\n${code}\n\`\`\`\n`;

describe('Code Parses', () => {
	it.each([
		['js', 'const f = (x) => x + 1;'], ['javascript', 'return 1;'], ['js', 'const x = await fetch(url);'], ['jsx', 'const a = <b>{c}</b>;'], ['js', '{ "a": 1, "b": [2] }'],
		['js', 'render() { return 1; }'], ['js', '.then((x) => x)\n.catch(() => 1);'], ['ts', 'const f = (x: number): string => `${x}`;'], ['typescript', 'interface A { b?: string }'],
		['tsx', 'const a: X = <b c={d} />;'], ['ts', 'const a = <X>b;'],
		['python', 'def f(x):\n    return x + 1'], ['py', 'def f():\n    ...'], ['python', '    x = 1\n    y = 2'], ['python', 'else:\n    x = 2'], ['python', 'except ValueError:\n    pass'],
		['sql', 'SELECT a, count(*) FROM t WHERE b = 1 GROUP BY a'], ['sql', 'SELECT TOP 5 * FROM t'], ['sql', 'SELECT a::text FROM t'], ['sql', 'SELECT `a` FROM `t` LIMIT 5'],
		['sql', 'INSERT INTO t (a) VALUES (1); DELETE FROM t WHERE a = 2;'],
	])('accepts %s: %j', async (tag, code) => expect(await scoreOf(check, block(tag, code))).toBe(1));

	it.each([
		['js', 'const f = (x => x + 1;', 'JavaScript'], ['js', 'function () {', 'JavaScript'], ['ts', 'const a: = 3;', 'TypeScript'],
		['python', 'def f(x)\n    return x', 'Python'], ['python', 'print("a"', 'Python'], ['sql', 'SELECT a FROM t WHERE (b = 1', 'SQL'], ['sql', 'SELECT a FROM WHERE b = 1', 'SQL'],
	])('rejects %s: %j', async (tag, code, language) => {
		expect(await judge(check, block(tag, code))).toMatchObject({ score: 0, reason: `the ${language} does not parse`, quote: 'code block 1' });
	});

	it.each([
		['', 'const f = ('], ['bash', 'if ('], ['js', 'foo(a, ..., b'], ['js', 'foo(… )('], ['python', '>>> f(1)\n2'], ['js', ''], ['sql', `SELECT ${'('.repeat(40)}`],
		['sql', `SELECT ${'a, '.repeat(4_000)}`],
	])('does not judge %s: %j', async (tag, code) => expect(await scoreOf(check, block(tag, code))).toBe('not_applicable'));

	it('finds the one block that does not parse', async () => {
		expect(await judge(check, block('js', 'f();') + block('python', 'def'))).toMatchObject({ score: 0, quote: 'code block 2' });
	});

	it('does not judge prose', async () => expect(await scoreOf(check, 'def f(x is no code')).toBe('not_applicable'));

	it('reads a block in a list without its indent', async () => {
		expect(await scoreOf(check, '1. So:\n   ```python\n   def f():\n       return 1\n   ```\n')).toBe(1);
	});
});
