import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { projectRoot } from '../../scripts/lib/paths';

// What a file may find of the one before it, and all that it then leaves.
const FILE = `
const { appendFileSync, existsSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const own = require('./own');

test('finds nothing', () => {
	expect(own.count).toBe(0);
	expect(globalThis.leftOver).toBeUndefined();
	expect(globalThis[Symbol.for('left over')]).toBeUndefined();
	expect(typeof fetch).toBe('function');
	expect(process.env.LEFT_OVER).toBeUndefined();
	expect(process.env.CHANGED).toBe('no');
	expect(process.listenerCount('SIGUSR2')).toBe(0);
	expect(process.cwd()).toBe(__dirname);
	expect(Date.now()).toBeGreaterThan(0);
	expect(setTimeout).not.toHaveProperty('clock');
	const { Container, InstanceSettings } = { ...require('@n8n/di'), ...require('n8n-core') };
	const { n8nFolder } = Container.get(InstanceSettings);
	expect(n8nFolder).toBe(path.join(process.env.N8N_USER_FOLDER, '.n8n'));
	expect(existsSync(path.join(n8nFolder, 'left'))).toBe(false);
	writeFileSync(path.join(n8nFolder, 'left'), '');
});

test('has packages, and errors of Node, of its own world', () => {
	expect(() => require('node:fs').readFileSync('absent')).toThrow(Error);
	expect(new (require('n8n-workflow').ApplicationError)('any')).toBeInstanceOf(Error);
	expect(require('n8n-workflow').deepCopy([])).toBeInstanceOf(Array);
});

test('leaves what it can', () => {
	own.count += 1;
	globalThis.leftOver = true;
	globalThis[Symbol.for('left over')] = true;
	globalThis.fetch = null;
	process.env.LEFT_OVER = 'yes';
	process.env.CHANGED = 'yes';
	process.env = { ...process.env };
	process.on('SIGUSR2', () => undefined);
	process.once('exit', () => appendFileSync(path.join(__dirname, 'exits'), '.'));
	process.chdir('/');
	jest.spyOn(Date, 'now').mockReturnValue(-1);
	jest.useFakeTimers();
});
`;

const report = z.object({ numPassedTests: z.number(), numTotalTests: z.number() });
let root: string;

beforeEach(() => {
	root = realpathSync(mkdtempSync(path.join(tmpdir(), 'isolation-')));
	symlinkSync(path.join(projectRoot, 'node_modules'), path.join(root, 'node_modules'));
	write('package.json', '{}');
	write('own.js', 'exports.count = 0;\n');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('a test file finds nothing of the one before it in the same process', () => {
	for (const name of ['one', 'two', 'three']) write(`${name}.test.js`, FILE);
	const { output, exits } = runJest();
	expect(output).not.toContain('●');
	expect(report.parse(JSON.parse(readFileSync(path.join(root, 'report.json'), 'utf8')))).toEqual({ numPassedTests: 9, numTotalTests: 9 });
	expect(exits).toBe('...');
});

function write(file: string, text: string): void {
	writeFileSync(path.join(root, file), text);
}

function runJest(): { readonly output: string; readonly exits: string } {
	const ofTests = (file: string) => path.join(projectRoot, 'test/jest', file);
	const config = { rootDir: root, testEnvironment: ofTests('environment.js'), runtime: ofTests('runtime.js'), transform: {} };
	const jest = path.join(projectRoot, 'node_modules/jest/bin/jest.js');
	const args = [jest, '--runInBand', '--json', '--outputFile', 'report.json', '--config', JSON.stringify(config)];
	const { stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8', env: { ...process.env, CHANGED: 'no' } });
	return { output: stderr, exits: readFileSync(path.join(root, 'exits'), 'utf8') };
}
