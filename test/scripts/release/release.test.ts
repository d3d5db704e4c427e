import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { sourcesOf, stampBuild } from '../../../scripts/build/stamp.mjs';
import { ensurePrograms } from '../../../scripts/lib/apt';
import { projectRoot } from '../../../scripts/lib/paths';

const READY = {
	name: 'n8n-nodes-llm-router',
	version: '1.2.0',
	author: { name: 'Ann Example', email: 'ann@example.org' },
	homepage: 'https://github.com/ann/llm-router#readme',
	repository: { type: 'git', url: 'git+https://github.com/ann/llm-router.git' },
	bugs: { url: 'https://github.com/ann/llm-router/issues' },
	license: 'MIT',
};
const CHANGELOG = '# Changelog\n\n## Unreleased\n\n## 1.2.0 - 2027-01-31\n\n### Added\n\n- More.\n\n## 1.1.0\n\n- First.\n';

interface Ended {
	readonly code: number;
	readonly output: string;
}

/** A repository with one commit, ready to be published, and what may be wrong with it. */
class Repository {
	readonly folder = mkdtempSync(path.join(os.tmpdir(), 'release-'));

	constructor() {
		this.write('.gitignore', 'dist/\n.cache/\n');
		this.write('package.json', JSON.stringify(READY));
		this.write('CHANGELOG.md', CHANGELOG);
		this.write('router/route.ts', 'source');
		this.write('dist/router/route.js', 'built');
		this.git('init', '--quiet');
		this.commit();
		this.git('tag', 'v1.2.0');
		stampBuild(this.folder, sourcesOf(this.folder));
	}

	write(file: string, text: string): void {
		mkdirSync(path.dirname(path.join(this.folder, file)), { recursive: true });
		writeFileSync(path.join(this.folder, file), text);
	}

	read(file: string): string {
		return readFileSync(path.join(this.folder, file), 'utf8');
	}

	/** Another state of a file, committed and tagged anew. */
	release(file: string, text: string): void {
		this.write(file, text);
		this.commit();
		this.git('tag', '--force', 'v1.2.0');
	}

	git(...args: readonly string[]): void {
		execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.org', '-c', 'commit.gpgsign=false', ...args], {
			cwd: this.folder,
			env: environment(),
			stdio: 'ignore',
		});
	}

	run(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
		const script = path.join(projectRoot, 'scripts/release.mjs');
		return new Promise((resolve) => {
			execFile(process.execPath, [script, ...args], { cwd: this.folder, env: { ...environment(), ...env } }, (error, stdout, stderr) =>
				resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr }),
			);
		});
	}

	private commit(): void {
		this.git('add', '--all');
		this.git('commit', '--quiet', '--message', 'State');
	}
}

/** Ours, without what a hook or a workflow says of another repository. */
function environment(): NodeJS.ProcessEnv {
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(GIT_|GITHUB_)/.test(name)));
}

let repository: Repository;

beforeAll(() => ensurePrograms({ git: 'git' }, () => undefined));
beforeEach(() => {
	repository = new Repository();
});
afterEach(() => rmSync(repository.folder, { recursive: true }));

/** The lines of what the check says is wrong. */
async function refused(env: NodeJS.ProcessEnv = {}): Promise<readonly string[]> {
	const { code, output } = await repository.run(['check'], env);
	expect([code, output.split('\n')[0]]).toEqual([1, 'Not ready to be published:']);
	return output.split('\n').filter((line) => line.startsWith('- '));
}

describe('the release check', () => {
	it('lets a release pass that has everything', async () => {
		expect(await repository.run(['check'])).toEqual({ code: 0, output: 'n8n-nodes-llm-router 1.2.0 may be published.\n' });
	});

	it.each([
		[
			'the repository',
			{ repository: { type: 'git', url: 'git+https://github.com/__OWNER__/n8n-nodes-llm-router.git' } },
			'placeholder',
			'github',
		],
		['the e-mail address', { author: { name: 'Ann', email: 'maintainer@placeholder.invalid' } }, 'placeholder', 'email'],
		['a missing e-mail address', { author: { name: 'Ann' } }, 'does not say', 'email'],
		['a missing author', { author: undefined }, 'does not say', 'author, email'],
		['a missing repository', { repository: undefined }, 'does not say', 'github'],
		['a repository on another host', { repository: { type: 'git', url: 'git+https://git.example/a/b.git' } }, 'does not say', 'github'],
		[
			'a homepage of somebody else',
			{ homepage: 'https://github.com/__OWNER__/n8n-nodes-llm-router#readme' },
			'not of one publisher',
			'homepage',
		],
		['an address for bugs of somebody else', { bugs: { url: 'https://github.com/bob/llm-router/issues' } }, 'not of one publisher', 'bugs'],
	])('refuses %s and names it', async (_, change, problem, field) => {
		repository.release('package.json', JSON.stringify({ ...READY, ...change }));
		const said = await refused();
		expect(said).toHaveLength(1);
		expect(said[0]).toContain(problem);
		expect(said[0]).toContain(field);
		expect(said[0]).toContain('npm run release:publisher');
	});

	it('refuses a commit that is not tagged with its version', async () => {
		repository.git('tag', '--delete', 'v1.2.0');
		expect(await refused()).toEqual([
			'- package.json says version 1.2.0, but this commit has no tag: tag the commit of the release v1.2.0.',
		]);
		repository.git('tag', 'v1.3.0');
		expect((await refused()).join()).toContain('has the tag v1.3.0');
	});

	it('in a workflow goes by the tag that started it', async () => {
		const started = { GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1.3.0' };
		expect((await refused(started)).join()).toContain('has the tag v1.3.0');
		expect((await repository.run(['check'], { ...started, GITHUB_REF_NAME: 'v1.2.0' })).code).toBe(0);
	});

	it.each([
		['has no section for the version', CHANGELOG.replace('1.2.0', '1.2.1'), 'says nothing under "## 1.2.0"'],
		['has a section with headings alone', CHANGELOG.replace('- More.', ''), 'says nothing under "## 1.2.0"'],
		['names the version in passing only', CHANGELOG.replace('## 1.2.0', '## 1.1.5\n\nBefore 1.2.0'), 'says nothing under "## 1.2.0"'],
		[
			'still has entries that wait',
			CHANGELOG.replace('## Unreleased', '## Unreleased\n\n- New.'),
			'still has entries under "## Unreleased"',
		],
	])('refuses a changelog that %s', async (_, changelog, problem) => {
		repository.release('CHANGELOG.md', changelog);
		const said = await refused();
		expect(said).toHaveLength(1);
		expect(said[0]).toContain(problem);
	});

	it.each(['## [1.2.0] - 2027-01-31', '## 1.2.0'])('knows the section by its heading: %s', async (heading) => {
		repository.release('CHANGELOG.md', CHANGELOG.replace('## 1.2.0 - 2027-01-31', heading));
		expect((await repository.run(['check'])).code).toBe(0);
	});

	it('refuses a build of other sources, and files the commit does not have', async () => {
		repository.release('router/route.ts', 'newer');
		expect(await refused()).toEqual(['- dist/ is not what a build of these sources makes: run "npm run build".']);
		repository.write('router/route.ts', 'source');
		expect((await refused()).join()).toContain('not as the commit has them: router/route.ts.');
	});

	it('refuses a build that was touched', async () => {
		repository.write('dist/router/route.js', 'patched');
		expect((await refused()).join()).toContain('dist/ is not what a build of these sources makes');
	});

	it('says all that is wrong at once', async () => {
		repository.write('package.json', JSON.stringify({ ...READY, version: '2.0.0', author: {} }));
		repository.write('dist/more.js', '');
		expect(await refused()).toHaveLength(5);
	});
});

describe('npm', () => {
	it('runs the check before it publishes, and publishes only with provenance', () => {
		const { scripts, publishConfig } = JSON.parse(readFileSync('package.json', 'utf8')) as {
			scripts: Record<string, string>;
			publishConfig: object;
		};
		expect(scripts.prepublishOnly).toBe(scripts['release:check']);
		expect(publishConfig).toEqual({ provenance: true });
	});
});

describe('the publisher in package.json', () => {
	it('is written into every field that names it, and passes the check', async () => {
		const own = readFileSync('package.json', 'utf8');
		repository.write('package.json', own);
		const args = ['--github', 'ann/llm-router', '--author', 'Ann Example', '--email', 'ann@example.org'];
		expect((await repository.run(['publisher', ...args])).code).toBe(0);
		const { author, homepage, repository: source, bugs, ...rest } = JSON.parse(repository.read('package.json')) as typeof READY;
		expect({ author, homepage, repository: source, bugs }).toEqual({
			author: READY.author,
			homepage: READY.homepage,
			repository: READY.repository,
			bugs: READY.bugs,
		});
		expect(JSON.parse(own)).toMatchObject(rest);
		expect(Object.keys(JSON.parse(repository.read('package.json')) as object)).toEqual(Object.keys(JSON.parse(own) as object));
		expect((await refused()).join()).not.toContain('publisher');
	});

	it.each([
		[['--github', 'llm-router', '--author', 'Ann', '--email', 'a@b.org'], '--github'],
		[['--github', 'ann/llm-router', '--email', 'a@b.org'], '--author'],
		[['--github', 'ann/llm-router', '--author', 'Ann', '--email', 'ann'], '--email'],
	])('is refused where it is incomplete: %j', async (args, named) => {
		const before = repository.read('package.json');
		const { code, output } = await repository.run(['publisher', ...args]);
		expect([code, output.split(' ')[0]]).toEqual([1, named]);
		expect(repository.read('package.json')).toBe(before);
	});
});
