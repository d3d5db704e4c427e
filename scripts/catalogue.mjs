// Writes adapters/catalogue/profiles.ts: what the @langchain packages (MIT, generated from models.dev) say of
// windows, output limits and capabilities, and the dates of these packages and of the price list. Run by hand
// when a newer release is wanted; the packages are fetched for this and are no dependency.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const PACKAGES = {
	openai: '@langchain/openai@1.5.8',
	anthropic: '@langchain/anthropic@1.5.11',
	gemini: '@langchain/google-genai@2.3.2',
	groq: '@langchain/groq@1.3.1',
	deepseek: '@langchain/deepseek@1.1.13',
	xai: '@langchain/xai@1.4.15',
	openrouter: '@langchain/openrouter@0.4.11',
};

const folder = mkdtempSync(path.join(tmpdir(), 'catalogue-'));
const npm = (...args) => execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
const released = (name, version) => JSON.parse(npm('view', name, 'time', '--json'))[version].slice(0, 10);

const models = {};
const licences = new Set();
const sources = [];
for (const [kind, wanted] of Object.entries(PACKAGES)) {
	const at = wanted.lastIndexOf('@');
	const [name, version] = [wanted.slice(0, at), wanted.slice(at + 1)];
	const tarball = npm('pack', wanted, '--silent').trim();
	execFileSync('tar', ['xzf', tarball], { cwd: folder });
	const file = readdirSync(path.join(folder, 'package/dist'), { recursive: true }).find((one) => /(^|\/)profiles\.js$/.test(one));
	const copy = path.join(folder, `${kind}.mjs`);
	writeFileSync(copy, readFileSync(path.join(folder, 'package/dist', file), 'utf8'));
	const { default: profiles } = await import(pathToFileURL(copy).href);
	models[kind] = Object.fromEntries(
		Object.entries(profiles)
			.sort(([a], [b]) => (a < b ? -1 : 1))
			.map(([id, profile]) => [id, compact(profile)]),
	);
	sources.push({ name, version, date: released(name, version) });
	licences.add(readFileSync(path.join(folder, 'package/LICENSE'), 'utf8').trim());
	rmSync(path.join(folder, 'package'), { recursive: true });
}
const prices = JSON.parse(readFileSync('package.json', 'utf8')).devDependencies['@pydantic/genai-prices'];
const listed = { name: '@pydantic/genai-prices', version: prices, date: released('@pydantic/genai-prices', prices) };
rmSync(folder, { recursive: true });

const file = 'adapters/catalogue/profiles.ts';
const rows = Object.entries(models).map(([kind, list]) => {
	const lines = Object.entries(list).map(([id, row]) => `\t\t${JSON.stringify(id)}: ${JSON.stringify(row)},`);
	return `\t${kind}: {\n${lines.join('\n')}\n\t},`;
});
const notice = [...licences].map((text) => text.replaceAll(/^/gm, ' * ').replaceAll(/ +$/gm, '')).join('\n *\n');
writeFileSync(
	file,
	`// Written by scripts/catalogue.mjs.

/*
 * PROFILES is taken from the packages in PROFILE_SOURCES, which come under this licence:
 *
${notice}
 */

/** Context tokens, output tokens (0: not said), and v(ision), t(ools), j(son schema). */
export type Profile = readonly [contextTokens: number, maxOutputTokens: number, can: string];

export const PRICE_LIST = ${JSON.stringify(listed)};

export const PROFILE_SOURCES = ${JSON.stringify(sources, null, '\t')};

export const PROFILES: Readonly<Record<string, Readonly<Record<string, Profile>>>> = {
${rows.join('\n')}
};
`,
);
execFileSync(process.execPath, ['node_modules/@biomejs/biome/bin/biome', 'format', '--write', file], { stdio: 'ignore' });

function compact(profile) {
	const can = [profile.imageInputs && 'v', profile.toolCalling && 't', profile.structuredOutput && 'j'].filter(Boolean).join('');
	return [profile.maxInputTokens ?? 0, profile.maxOutputTokens ?? 0, can];
}
