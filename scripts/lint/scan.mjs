import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildScanConfig, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';
import { ESLint } from 'eslint';

/** What n8n's scanner lints of a published package; of its source it is `SOURCE_FILE_PATTERNS`. */
const PACKAGE_FILE_PATTERNS = ['**/*.js', 'package.json'];
const PACKED = ['dist', 'package.json'];

/**
 * What n8n's own scanner of community packages finds, by its own configuration, here and without a network: in the source, as
 * it reads it from GitHub, and in the package that the last build makes. `root`: of the repository. Warnings do not count there
 * either. `file`: without `dist/` and extension, so that a source and what is built of it are one place.
 */
export async function scan(root) {
	const packed = mkdtempSync(path.join(os.tmpdir(), 'scan-'));
	try {
		for (const part of PACKED) cpSync(path.join(root, part), path.join(packed, part), { recursive: true });
		return [...(await lint(root, SOURCE_FILE_PATTERNS)), ...(await lint(packed, PACKAGE_FILE_PATTERNS))];
	} finally {
		rmSync(packed, { recursive: true });
	}
}

async function lint(cwd, patterns) {
	const eslint = new ESLint({ cwd, allowInlineConfig: false, overrideConfigFile: true, overrideConfig: await buildScanConfig() });
	const results = await eslint.lintFiles(patterns);
	return results.flatMap(({ filePath, messages }) =>
		messages
			.filter(({ severity }) => severity === 2)
			.map(({ ruleId, message }) => ({
				file: path
					.relative(cwd, filePath)
					.replace(/^dist\//, '')
					.replace(/(\.(node|credentials))?\.[jt]s$/, ''),
				rule: ruleId ?? 'unreadable',
				// What is forbidden, where the rule names it.
				found: /\bglobal '([^']+)'|(?:Import|Require) of '([^']+)'/.exec(message)?.slice(1).find(Boolean) ?? '',
			})),
	);
}
