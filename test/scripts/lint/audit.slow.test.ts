import { execFile } from 'node:child_process';
import { projectRoot } from '../../../scripts/lib/paths';
import { json, serve } from '../../support/httpServer';

interface Ended {
	readonly code: number;
	readonly output: string;
}

function audit(registry: string): Promise<Ended> {
	const env = { ...process.env, npm_config_registry: registry };
	return new Promise((resolve) => {
		execFile(process.execPath, ['scripts/audit.mjs'], { cwd: projectRoot, env }, (error, stdout, stderr) =>
			resolve({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr }),
		);
	});
}

/** What npm's audit says where the registry knows this of a package. */
async function auditKnowing(name: string, severity: string): Promise<Ended> {
	const advisory = { id: 1, url: 'https://advisories.example/1', title: 'Reads too much', severity, vulnerable_versions: '*' };
	// It is asked for the advisories first, then for the versions of what they name, and of what depends on that.
	const registry = await serve((response, { path }) => {
		const asked = decodeURIComponent(path.slice(1));
		const packument = { name: asked, 'dist-tags': { latest: '1.0.0' }, versions: { '1.0.0': { name: asked, version: '1.0.0' } } };
		json(response, 200, path.includes('/advisories/') ? { [name]: [advisory] } : packument);
	});
	try {
		return await audit(registry.url);
	} finally {
		await registry.close();
	}
}

describe('npm run audit', () => {
	it('fails for what is bundled, and says what is known of it', async () => {
		const { code, output } = await auditKnowing('openai', 'high');
		expect(output).toContain('shipped: openai, high: Reads too much (https://advisories.example/1)');
		expect(code).toBe(1);
		expect(output).toMatch(/: \d+ known to be vulnerable, 1 of them shipped\./);
	});

	it('tells of a tool, which nobody gets, and passes', async () => {
		const { code, output } = await auditKnowing('fast-check', 'critical');
		expect(code).toBe(0);
		expect(output).toContain('tools only: fast-check, critical: Reads too much');
		expect(output).toContain('0 of them shipped');
	});

	it('says that nothing is known where the registry cannot be asked, and passes', async () => {
		const gone = await serve(() => undefined);
		await gone.close();
		for (const registry of [gone.url, await refusing()]) {
			const { code, output } = await audit(registry);
			expect([code, output.split(':')[0]]).toEqual([0, 'NOT AUDITED']);
			expect(output).not.toContain('bundled packages');
		}
	});
});

const open: { close(): Promise<void> }[] = [];
afterAll(() => Promise.all(open.map((server) => server.close())));

/** A mirror of packages that has no advisories. */
async function refusing(): Promise<string> {
	const server = await serve((response) => json(response, 405, {}));
	open.push(server);
	return server.url;
}
