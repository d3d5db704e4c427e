import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot } from '../../../scripts/lib/paths';

// A repository of a few files, with the rule that a promise is waited for.
const FILES = {
	'package.json': '{ "name": "few-files" }\n',
	'package-lock.json': '{}\n',
	'tsconfig.json': JSON.stringify({
		compilerOptions: {
			...{ target: 'ES2022', module: 'CommonJS', strict: true, isolatedModules: true, types: [] },
			...{ noEmit: true, incremental: true, tsBuildInfoFile: '.cache/tsconfig.tsbuildinfo' },
		},
		include: ['*.ts', 'nodes/**/*.ts'],
	}),
	'eslint.config.mjs': `import tseslint from 'typescript-eslint';
export default tseslint.config(
	{ ignores: ['node_modules/', '.cache/'] },
	{
		files: ['**/*.ts'],
		plugins: { '@typescript-eslint': tseslint.plugin },
		languageOptions: { parser: tseslint.parser, parserOptions: { project: './tsconfig.json' } },
		rules: { '@typescript-eslint/no-floating-promises': 'error', 'no-console': 'error' },
	},
	{ files: ['**/*.mjs'], rules: { 'no-var': 'error' } },
	{ files: ['package.json'], languageOptions: { parser: tseslint.parser, parserOptions: { extraFileExtensions: ['.json'] } } },
);
`,
	'scripts/lint/own.mjs': 'export const own = 1;\n',
	'nodes/LlmRouterChatModel/connectedOnly.ts': 'export const nothing = null;\n',
	'source.ts': 'export const source = (text: string) => text.length;\n',
	'between.ts': "import { source } from './source';\nexport const between = () => source('a');\n",
	'user.ts': "import { between } from './between';\nexport function use(): void {\n\tbetween();\n}\n",
};

let root: string;

beforeEach(() => {
	root = mkdtempSync(path.join(tmpdir(), 'check-'));
	symlinkSync(path.join(projectRoot, 'node_modules'), path.join(root, 'node_modules'));
	for (const [file, text] of Object.entries(FILES)) write(file, text);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('what has no error passes, the first time and the second', () => {
	expect(check()).toEqual({ status: 0, output: '' });
	expect(check()).toEqual({ status: 0, output: '' });
});

test('a file nobody has touched is linted again where a type it uses has changed, two files away', () => {
	expect(check().status).toBe(0);
	write('source.ts', 'export const source = (text: string) => Promise.resolve(text.length);\n');
	for (const { status, output } of [check(), check()]) {
		expect(status).toBe(1);
		expect(output).toMatch(/user\.ts\n.*no-floating-promises/);
	}
	write('user.ts', FILES['user.ts'].replace('between();', 'void between();'));
	expect(check()).toEqual({ status: 0, output: '' });
});

test('an error of types is said each time until it is mended', () => {
	expect(check().status).toBe(0);
	write('source.ts', 'export const source = (text: number) => text;\n');
	for (const { status, output } of [check(), check()]) {
		expect(status).toBe(1);
		expect(output).toContain('between.ts(2,37): error TS2345');
	}
	write('source.ts', FILES['source.ts']);
	expect(check()).toEqual({ status: 0, output: '' });
});

test('other rules look at every file again, and files that are not TypeScript are looked at each time', () => {
	write('user.ts', `${FILES['user.ts']}debugger;\n`);
	expect(check().status).toBe(0);
	write('eslint.config.mjs', FILES['eslint.config.mjs'].replace("'no-console': 'error'", "'no-debugger': 'error'"));
	expect(check().output).toMatch(/user\.ts\n.*no-debugger/);
	write('user.ts', FILES['user.ts']);
	write('late.mjs', 'var late = 1;\nexport default late;\n');
	expect(check().output).toMatch(/late\.mjs\n.*no-var/);
});

function write(file: string, text: string): void {
	mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
	writeFileSync(path.join(root, file), text);
}

function check(): { readonly status: number | null; readonly output: string } {
	const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(projectRoot, 'scripts/lint/check.mjs'), root], {
		encoding: 'utf8',
	});
	return { status, output: `${stdout}${stderr}` };
}
