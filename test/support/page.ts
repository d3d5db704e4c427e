import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * Compares a committed page with what a test found; with `-- --update` behind the npm command it is written instead.
 * On a mismatch Jest shows the lines.
 */
export function expectWritten(file: string, text: string): void {
	if (process.env['UPDATE_PAGES'] === '1') writeFileSync(file, text);
	expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(text);
}

/** The pages of a folder, by their paths. */
export function markdownIn(folder: string): string[] {
	const pages = readdirSync(folder).filter((file) => file.endsWith('.md'));
	return pages.map((file) => `${folder}/${file}`);
}

/** Every page that people read. */
export const PAGES: readonly string[] = [
	'README.md',
	'CONTRIBUTING.md',
	'CHANGELOG.md',
	...['bench', 'examples', 'docs'].flatMap(markdownIn),
];

/** A table as Markdown. */
export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
	return [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`.replace('|  |', '| |')).join('\n');
}

/** The same for one part of a page, which stands between `<!-- name: … -->` and `<!-- /name -->`. */
export function expectPart(file: string, name: string, text: string): void {
	const page = readFileSync(file, 'utf8');
	const [, before, after] = new RegExp(`^(.*<!-- ${name}:[^\n]*-->\n).*(<!-- /${name} -->.*)$`, 's').exec(page) ?? [];
	if (before === undefined || after === undefined) throw new Error(`${file} has no part called ${name}.`);
	expectWritten(file, `${before}\n${text}\n\n${after}`);
}
