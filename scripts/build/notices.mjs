import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const RULE = '-'.repeat(78);

/** Names of licence files; `license.js` is code. */
const LICENSE_FILE = /^(licen[cs]e|notice|copying|unlicense|third.?party)/i;
const CODE = /\.([cm]?[jt]sx?|json|map)$/i;

/**
 * The licences of all packages that `inputs` (files of a bundle) belong to, by name. A package's own licence comes
 * first, then those of code it has copied into itself, under the folder they lie in. All of them: whether the very
 * file copied is in the bundle cannot be told for sure, since licences often lie beside the source and not the build.
 */
export function notices(inputs) {
	const folders = new Set(inputs.map(packageFolder).filter(Boolean));
	return [...folders].sort().map(notice).join(`\n${RULE}\n\n`);
}

/** Those of data made from what others published, which is in no bundle; written by what makes it. */
export function dataNotices() {
	return `\n${RULE}\n\n${readFileSync('scripts/build/wordTable.notice.txt', 'utf8')}`;
}

/** Of the package that a file of a bundle belongs to; absent: it is ours. */
export function packageFolder(input) {
	return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input.replaceAll('\\', '/'))?.[0];
}

function notice(folder) {
	const { name, version, license, author } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
	const own = licensesIn(folder);
	if (own.length === 0) own.push(standardText(name, license, author));
	const nested = foldersIn(folder).flatMap((inner) => licensesIn(inner).map((text) => nestedNotice(name, folder, inner, text)));
	return `${name} ${version} (${license})\n\n${[...own, ...nested].join('\n\n')}\n`;
}

function nestedNotice(name, folder, inner, text) {
	return `${name} carries code of others, in ${path.relative(folder, inner)}:\n\n${text}`;
}

function licensesIn(folder) {
	const files = readdirSync(folder, { withFileTypes: true }).filter((file) => file.isFile());
	const named = files.map((file) => file.name).filter((file) => LICENSE_FILE.test(file) && !CODE.test(file));
	return named.sort().map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
}

/** All folders inside, but not those of other packages: if they are bundled, they have a notice of their own. */
function foldersIn(folder) {
	const inner = readdirSync(folder, { withFileTypes: true })
		.filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
		.map((entry) => path.join(folder, entry.name));
	return inner.sort().flatMap((one) => [one, ...foldersIn(one)]);
}

// Some packages name their licence and leave its text out. MIT's is the same for all but the holder, and ours is it.
function standardText(name, license, author) {
	const holder = typeof author === 'string' ? author : author?.name;
	if (license !== 'MIT' || !holder) throw new Error(`${name} is bundled but brings no licence text.`);
	return readFileSync('LICENSE', 'utf8')
		.replace(/^Copyright.*$/m, `Copyright (c) ${holder}`)
		.trim();
}
