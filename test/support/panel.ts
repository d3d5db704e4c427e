import type { Locator, Page } from 'playwright-core';
import { z } from 'zod';
import type { N8nRest } from './e2e';
import { until } from './executions';

/** What a person fills into a row of Models. */
export interface RowInput {
	readonly id: string;
	readonly branchName: string;
	/** As the list shows it; rows are filled from top to bottom. Default: not added. */
	readonly strength?: RegExp;
}

/** The node's panel in the editor, worked by clicks and keys. */
export interface Panel {
	open(): Promise<void>;
	close(): Promise<void>;
	byTestId(id: string): Locator;
	/** Sets Prompt to Define Below, with this fixed text. */
	definePrompt(text: string): Promise<void>;
	/** Chooses the model of row `row`, counted from 0, from the list: the first that the words find. */
	chooseModel(row: number, words: string): Promise<void>;
	/** Fills row `row`, counted from 0. */
	fillRow(row: number, input: RowInput): Promise<void>;
	addRow(): Promise<void>;
	/** Adds Enabled to a row and switches it off; no row below it may have the field. */
	switchOff(row: number): Promise<void>;
	deleteRow(row: number): Promise<void>;
}

export function panelOf(page: Page, node: string): Panel {
	const byTestId = (id: string) => page.locator(`[data-test-id="${id}"]`);
	// Lists stay in the page after they close.
	const choose = async (opener: Locator, option: Locator) => {
		await opener.click();
		await option.filter({ visible: true }).click();
		await option.filter({ visible: true }).waitFor({ state: 'detached' });
	};
	const addSetting = async (row: number, name: string) => {
		await choose(byTestId('fixed-collection-models').getByPlaceholder('Add Field').nth(row), page.getByRole('option', { name }));
	};
	return {
		byTestId,
		async open() {
			await page.locator(`[data-test-id="canvas-node"][data-node-name="${node}"]`).dblclick();
			await byTestId('ndv').waitFor();
		},
		async close() {
			await byTestId('ndv-close-button').click();
			await byTestId('ndv').waitFor({ state: 'detached' });
		},
		async definePrompt(text) {
			await choose(byTestId('parameter-input-promptFrom'), page.getByRole('option', { name: /^Define Below/ }));
			await byTestId('prompt-parameter-input-options-container').hover();
			await byTestId('prompt-parameter-input-options-container').locator('[data-test-id="radio-button-fixed"]').click();
			await byTestId('parameter-input-prompt').locator('textarea').fill(text);
		},
		async chooseModel(row, words) {
			await byTestId('rlc-input').nth(row).click();
			await page.locator('[data-test-id="rlc-search"]').filter({ visible: true }).fill(words);
			await page.locator('[data-test-id="rlc-item"]').filter({ visible: true, hasText: words }).first().click();
		},
		async fillRow(row, { id, branchName, strength }) {
			await choose(byTestId('rlc-mode-selector').nth(row), byTestId('mode-id'));
			await byTestId('rlc-input').nth(row).fill(id);
			if (strength) {
				await addSetting(row, 'Strength');
				await choose(byTestId('parameter-input-strength').last(), page.getByRole('option', { name: strength }));
			}
			// The name comes last: a stored row with this name has the rest too.
			await byTestId('parameter-input-branchName').nth(row).locator('input').fill(branchName);
			await page.keyboard.press('Tab');
		},
		addRow: () => byTestId('fixed-collection-models').locator('[data-test-id="fixed-collection-add"]').click(),
		async switchOff(row) {
			await addSetting(row, 'Enabled');
			await byTestId('parameter-input-enabled').last().locator('.el-switch, [role=switch]').first().click();
		},
		async deleteRow(row) {
			await byTestId('parameter-input-model').nth(row).hover();
			await byTestId('fixed-collection-models').locator('[data-test-id="fixed-collection-delete"]').nth(row).click();
		},
	};
}

/** A workflow as n8n has stored it, as far as wires and rows go. */
export interface Stored {
	/** By output index: the nodes wired to it. */
	readonly wires: readonly (readonly string[])[];
	/** Branch names of the rows; a disabled one has "off" behind it. */
	readonly rows: readonly string[];
}

const storedSchema = z.object({
	nodes: z.array(
		z.object({
			name: z.string(),
			parameters: z.object({
				models: z
					.object({
						values: z.array(
							z.object({ branchName: z.string().default(''), settings: z.object({ enabled: z.boolean().optional() }).optional() }),
						),
					})
					.optional(),
			}),
		}),
	),
	connections: z.record(z.object({ main: z.array(z.array(z.object({ node: z.string() })).nullish()) })),
});

export async function storedWorkflow(rest: N8nRest, id: string, router: string): Promise<Stored> {
	const { nodes, connections } = storedSchema.parse(await rest.request('GET', `/workflows/${id}`));
	const rows = nodes.find(({ name }) => name === router)?.parameters.models?.values ?? [];
	return {
		wires: (connections[router]?.main ?? []).map((output) => (output ?? []).map(({ node }) => node)),
		rows: rows.map(({ branchName, settings }) => (settings?.enabled === false ? `${branchName} off` : branchName)),
	};
}

/** Waits until the editor's own saving has stored rows that look like this. */
export async function storedWith(rest: N8nRest, id: string, router: string, rows: readonly string[]): Promise<Stored> {
	return await until(`saved rows ${rows.join(', ')}`, async () => {
		const stored = await storedWorkflow(rest, id, router);
		return stored.rows.join() === rows.join() ? stored : null;
	});
}
