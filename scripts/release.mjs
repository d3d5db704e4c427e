// `npm run release:check` and `npm run release:publisher`, run in the repository. npm runs the check before it publishes.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { isBuilt } from './build/stamp.mjs';
import { problems } from './release/problems.mjs';
import { withPublisher } from './release/publisher.mjs';

const [command, ...args] = process.argv.slice(2);
try {
	if (command === 'check') check();
	else if (command === 'publisher') publisher();
	else throw new Error(`Unknown command "${command ?? ''}". Known: check, publisher.`);
} catch (error) {
	process.stderr.write(`${error.message}\n`);
	process.exitCode = 1;
}

function check() {
	// In a workflow the tag that started it counts, not another one of the same commit.
	const { GITHUB_REF_TYPE, GITHUB_REF_NAME } = process.env;
	const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
	const found = problems({
		manifest,
		changelog: readFileSync('CHANGELOG.md', 'utf8'),
		tags: GITHUB_REF_TYPE === 'tag' ? [GITHUB_REF_NAME] : lines('tag', '--points-at', 'HEAD'),
		changed: lines('status', '--porcelain').map((line) => line.slice(3)),
		built: isBuilt(process.cwd()),
	});
	if (found.length > 0) throw new Error(`Not ready to be published:\n${found.map((one) => `- ${one}`).join('\n')}`);
	process.stdout.write(`${manifest.name} ${manifest.version} may be published.\n`);
}

function publisher() {
	const text = { type: 'string' };
	const { values } = parseArgs({ args, options: { github: text, author: text, email: text } });
	const { github, author, email } = values;
	if (!/^[\w.-]+\/[\w.-]+$/.test(github ?? '')) throw new Error('--github is the repository, as OWNER/NAME.');
	if (!author?.trim()) throw new Error('--author is the name of the person or team that publishes.');
	if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email ?? '')) throw new Error('--email is the address where they can be reached.');
	writeFileSync('package.json', withPublisher(readFileSync('package.json', 'utf8'), { github, author, email }));
	process.stdout.write(`package.json: ${author} <${email}>, https://github.com/${github}\n`);
}

function lines(...git) {
	return execFileSync('git', git, { encoding: 'utf8' })
		.split('\n')
		.filter((line) => line.trim() !== '');
}
