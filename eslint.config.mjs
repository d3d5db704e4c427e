import communityNodes from '@n8n/eslint-plugin-community-nodes';
import n8nNodesBase from 'eslint-plugin-n8n-nodes-base';
import tseslint from 'typescript-eslint';
import connectedOnly, { reached } from './scripts/lint/connectedOnly.mjs';
import { exceptions } from './scripts/lint/exceptions.mjs';
import importDirection from './scripts/lint/importDirection.mjs';
import words from './scripts/lint/words.mjs';

const product = ['router/**/*.ts', 'nodes/**/*.ts', 'credentials/**/*.ts', 'adapters/**/*.ts', 'vendor/**/*.ts'];
const everything = [...product, 'scripts/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts'];

const impure = [
	{ object: 'Date', property: 'now', message: 'router/ is pure: take the time as an argument.' },
	{ object: 'performance', property: 'now', message: 'router/ is pure: take the time as an argument.' },
	{ object: 'Math', property: 'random', message: 'router/ is pure: take the random source as an argument.' },
];
const outsideWorld = ['process', 'fetch', 'setTimeout', 'setInterval', 'setImmediate', 'require'].map((name) => ({
	name,
	message: 'router/ is pure: what touches the outside world is handed in.',
}));

// What the formatter cannot break: comments, above all. A tab counts as two, as it does there. What people read
// at run time is not cut up, since it must be found by searching for it.
const longLines = [
	'error',
	{ code: 140, tabWidth: 2, ignoreStrings: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true, ignoreUrls: true },
];

export default tseslint.config(
	{ ignores: ['dist/', 'coverage/', '.cache/', 'node_modules/'] },
	// One place for exceptions means none inside the files.
	{ linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
	{
		files: everything,
		extends: [tseslint.configs.recommendedTypeChecked],
		// One program for all files; the project service would load a second one first.
		languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
		rules: {
			'@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/no-non-null-assertion': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
			// An `async` method that only returns is how an interface of promises is met without I/O.
			'@typescript-eslint/require-await': 'off',
			'@typescript-eslint/ban-ts-comment': 'error',
			'no-restricted-syntax': [
				'error',
				{ selector: 'TSAsExpression > TSAsExpression', message: 'A double cast silences the compiler: narrow or parse instead.' },
			],
			'@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
			eqeqeq: ['error', 'smart'],
			'max-len': longLines,
		},
	},
	{ files: ['**/*.js', '**/*.mjs'], rules: { 'max-len': longLines } },
	{
		files: product,
		plugins: { local: { rules: { 'import-direction': importDirection } } },
		rules: {
			'local/import-direction': 'error',
			'@typescript-eslint/no-unsafe-type-assertion': 'error',
			'no-console': 'error',
			'max-lines': ['error', 300],
			'max-lines-per-function': ['error', 40],
		},
	},
	{
		files: [...product, 'scripts/**/*.ts'],
		plugins: { words: { rules: { words } } },
		rules: { 'words/words': 'error' },
	},
	{
		files: ['router/**/*.ts'],
		rules: {
			'no-restricted-properties': ['error', ...impure],
			'no-restricted-globals': ['error', ...outsideWorld],
			'no-restricted-syntax': [
				'error',
				{ selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'router/ is pure: take the time as an argument.' },
				{ selector: 'TSAsExpression > TSAsExpression', message: 'A double cast silences the compiler: narrow or parse instead.' },
			],
		},
	},
	{
		files: ['scripts/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts'],
		rules: { 'max-lines': ['error', 500] },
	},
	{
		files: ['package.json'],
		plugins: { 'n8n-nodes-base': n8nNodesBase },
		languageOptions: { parser: tseslint.parser, parserOptions: { extraFileExtensions: ['.json'] } },
		rules: n8nNodesBase.configs.community.rules,
	},
	{
		files: ['package.json', 'nodes/**/*.ts', 'credentials/**/*.ts'],
		...communityNodes.configs.recommended,
		languageOptions: { parser: tseslint.parser, parserOptions: { extraFileExtensions: ['.json'] } },
	},
	{ files: ['nodes/**/*.ts'], plugins: { 'n8n-nodes-base': n8nNodesBase }, rules: n8nNodesBase.configs.nodes.rules },
	{ files: ['credentials/**/*.ts'], plugins: { 'n8n-nodes-base': n8nNodesBase }, rules: n8nNodesBase.configs.credentials.rules },
	...exceptions,
	{
		// n8n's own rules for its Cloud, which the rest of the product does not follow.
		files: reached(import.meta.dirname),
		plugins: { ...communityNodes.configs.recommended.plugins, cloud: { rules: { 'connected-only': connectedOnly } } },
		rules: {
			'cloud/connected-only': 'error',
			'@n8n/community-nodes/no-restricted-imports': 'error',
			'@n8n/community-nodes/no-restricted-globals': 'error',
		},
	},
);
