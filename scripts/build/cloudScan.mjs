import communityNodes from '@n8n/eslint-plugin-community-nodes';
import { Linter } from 'eslint';

const NAME = '@n8n/community-nodes';
const config = {
	files: ['**/*.js'],
	languageOptions: { sourceType: 'commonjs' },
	linterOptions: { noInlineConfig: true },
	plugins: { [NAME]: communityNodes },
	rules: { [`${NAME}/no-restricted-globals`]: 'error', [`${NAME}/no-restricted-imports`]: 'error', 'no-console': 'error' },
};

/** What n8n's own rules say of code that a package for its Cloud would ship, one line each. */
export function cloudProblems(code) {
	return new Linter().verify(code, [config], 'bundle.js').map(({ message, line, column }) => `${message} (${line}:${column})`);
}
