import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isBuilt, sourcesOf, stampBuild } from '../../../scripts/build/stamp.mjs';

describe('whether dist/ is built from the sources', () => {
	let root = '';

	beforeEach(() => {
		root = mkdtempSync(path.join(os.tmpdir(), 'stamp-'));
		write('router/route.ts', 'source');
		write('LICENSE', 'text');
		write('dist/router/route.js', 'built');
	});
	afterEach(() => rmSync(root, { recursive: true }));

	function write(file: string, text: string): void {
		mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
		writeFileSync(path.join(root, file), text);
	}

	it('is no without a stamp, yes after a build', () => {
		expect(isBuilt(root)).toBe(false);
		stampBuild(root, sourcesOf(root));
		expect(isBuilt(root)).toBe(true);
	});

	it.each([
		['a source is changed', () => write('router/route.ts', 'other')],
		['a source is added', () => write('vendor/more.ts', '')],
		['the licence is changed', () => write('LICENSE', 'other')],
		['a built file is changed by hand', () => write('dist/router/route.js', 'patched')],
		['a built file is left from elsewhere', () => write('dist/router/old.js', '')],
		['dist/ is gone', () => rmSync(path.join(root, 'dist'), { recursive: true })],
	])('is no once %s', (_, change) => {
		stampBuild(root, sourcesOf(root));
		change();
		expect(isBuilt(root)).toBe(false);
	});

	it('is no where a source was saved while the build ran', () => {
		const before = sourcesOf(root);
		write('router/route.ts', 'saved meanwhile');
		stampBuild(root, before);
		expect(isBuilt(root)).toBe(false);
	});

	it('does not mind files that nothing is built from', () => {
		stampBuild(root, sourcesOf(root));
		write('docs/architecture.md', 'text');
		write('test/router/route.test.ts', 'text');
		expect(isBuilt(root)).toBe(true);
	});
});
