import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import vm from 'node:vm';

import type * as Prices from '@pydantic/genai-prices';
import { withoutPriceKeys } from '../../../scripts/build/bundles.mjs';

const FILE = createRequire(__filename).resolve('@pydantic/genai-prices');
const code = readFileSync(FILE, 'utf8');

function load(source: string): typeof Prices {
	const module = { exports: {} };
	const run = vm.runInThisContext(`(function (module, exports, require) {${source}\n})`) as (...args: unknown[]) => void;
	run(module, module.exports, createRequire(FILE));
	return module.exports as typeof Prices;
}

it('the price list is bundled without columns that scanners take for keys', () => {
	expect(code).toContain('price_key');
	expect(withoutPriceKeys(code)).not.toMatch(/price_key/i);
});

it('and prices as it did', () => {
	const [before, after] = [load(code), load(withoutPriceKeys(code))];
	const usage = { input_tokens: 300_000, cache_read_tokens: 1_000, cache_write_tokens: 2_000, output_tokens: 777 };
	for (const [model, providerId] of [
		['gpt-5.6-sol', 'openai'],
		['claude-sonnet-4-5', 'anthropic'],
		['gemini-2.5-pro', 'google'],
	] as const) {
		const price = before.calcPrice(usage, model, { providerId })?.total_price;
		expect(price).toBeGreaterThan(0);
		expect(after.calcPrice(usage, model, { providerId })?.total_price).toBe(price);
	}
});
