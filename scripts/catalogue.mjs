// Writes adapters/catalogue/profiles.ts: what the newest @langchain packages (MIT, generated from models.dev) say of
// windows, output limits and capabilities, and the dates of these packages and of the price list that is installed.
// Run by .github/workflows/catalogue.yml, or by hand; the packages are fetched for this and are no dependency. Prices
// are compared with those before by test/adapters/catalogue/priceChanges.test.ts.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const PACKAGES = {
	openai: '@langchain/openai',
	anthropic: '@langchain/anthropic',
	gemini: '@langchain/google-genai',
	groq: '@langchain/groq',
	deepseek: '@langchain/deepseek',
	xai: '@langchain/xai',
	openrouter: '@langchain/openrouter',
};

const folder = mkdtempSync(path.join(tmpdir(), 'catalogue-'));
const npm = (...args) => execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
const released = (name, version) => JSON.parse(npm('view', name, 'time', '--json'))[version].slice(0, 10);

const models = {};
const licences = new Set();
const sources = [];
for (const [kind, name] of Object.entries(PACKAGES)) {
	const version = JSON.parse(npm('view', name, 'version', '--json'));
	const tarball = npm('pack', `${name}@${version}`, '--silent').trim();
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
