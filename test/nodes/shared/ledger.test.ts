import 'reflect-metadata';

import { mkdirSync } from 'node:fs';
import nodeModule from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';

import type { INode } from 'n8n-workflow';

import { closeLedgers, ledgerFor, ledgerPath, type LedgerContext } from '../../../nodes/shared/ledger';
import { bundleWorker, shareLedger, tempFolder } from '../../support/ledger';
import { fullRecord } from '../../support/records';

const folder = tempFolder();
const before = { ...process.env };

/** n8n's own helper, as a node of this type gets it. */
async function contextOf(type: string): Promise<LedgerContext> {
	const { getFileSystemHelperFunctions } = await import(
		'n8n-core/dist/execution-engine/node-execution-context/utils/file-system-helper-functions.js'
	);
	const node: INode = { id: '1', name: 'Node', type, typeVersion: 1, position: [0, 0], parameters: {} };
	// n8n's contexts are classes: a method taken off them has lost its `this`.
	return new (class {
		readonly helpers = getFileSystemHelperFunctions(node);
		private readonly node = node;
		getNode(): INode {
			return this.node;
		}
	})();
}

beforeAll(() => {
	process.env['N8N_USER_FOLDER'] = folder.path;
	process.env['N8N_ENCRYPTION_KEY'] = 'test';
	mkdirSync(path.join(folder.path, '.n8n'));
});
afterEach(() => closeLedgers());
afterAll(() => {
	process.env = before;
	folder.remove();
});

const EXPECTED = path.join(folder.path, '.n8n', 'storage', 'n8n-nodes-llm-router', 'ledger.sqlite');

describe('ledgerPath', () => {
	it.each([
		'n8n-nodes-llm-router.routeLlmRequest',
		'n8n-nodes-llm-router.llmRouterFeedback',
		'CUSTOM.routeLlmRequest',
		'@somebody/n8n-nodes-llm-router.routeLlmRequest',
	])('is one place in n8n’s storage, also for %s', async (type) => {
		expect(ledgerPath(await contextOf(type))).toBe(EXPECTED);
	});

	it('is the same place under an n8n that has no storage path', () => {
		const older = { helpers: {}, getNode: () => ({ type: 'x' }) };
		expect(ledgerPath(older)).toBe(EXPECTED);
		delete process.env['N8N_USER_FOLDER'];
		expect(ledgerPath(older)).toBe(path.join(homedir(), '.n8n', 'storage', 'n8n-nodes-llm-router', 'ledger.sqlite'));
		process.env['N8N_USER_FOLDER'] = folder.path;
	});
});

describe('ledgerFor', () => {
	it('is one ledger for all our nodes of this process, until it is closed', async () => {
		const first = ledgerFor(await contextOf('CUSTOM.routeLlmRequest'));
		expect(ledgerFor(await contextOf('n8n-nodes-llm-router.llmRouterFeedback'))).toBe(first);
		await closeLedgers();
		expect(ledgerFor(await contextOf('CUSTOM.routeLlmRequest'))).not.toBe(first);
	});

	it('stores what a node records', async () => {
		const shared = shareLedger(EXPECTED, await bundleWorker(folder.path));
		const ledger = ledgerFor(await contextOf('CUSTOM.routeLlmRequest'));
		expect(await ledger.record(fullRecord('one'))).toEqual({ kind: 'stored' });
		expect(await shared.count()).toBe(1);
	});

	it('refuses with the reason on a Node without SQLite', async () => {
		const spy = jest.spyOn(nodeModule, 'isBuiltin').mockReturnValue(false);
		const ledger = ledgerFor(await contextOf('CUSTOM.routeLlmRequest'));
		spy.mockRestore();
		const recorded = await ledger.record(fullRecord('one'));
		expect(recorded.kind === 'refused' && recorded.reason).toMatch(/Node .*no SQLite.*Node 24/);
	});
});
