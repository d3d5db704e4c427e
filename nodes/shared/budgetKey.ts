import { ConfigError } from '../../router/configError';
import type { DecisionRecord } from '../../router/ledger/record';
import { z } from '../../vendor/zod';
import { instanceHash, type Instance } from './instanceHash';
import { keyWithinLimit, readText } from './values';

/** Keeps these apart from other hashes of the same text. */
const PURPOSE = 'n8n-nodes-llm-router/budget-key';

interface ReadOptions {
	/** As the panel names it, with the item. */
	readonly label: string;
	/** Whether the key itself is kept for reports. */
	readonly shown: boolean;
}

/**
 * Whose budget an item is counted in. Numbers count as text, nothing as nobody's own.
 * @throws ConfigError that does not repeat what it found: it names somebody.
 */
export function readBudgetKey(instance: Instance, value: unknown, { label, shown }: ReadOptions): DecisionRecord['budgetKey'] {
	const text = keyWithinLimit(label, textOf(value, label));
	return text === '' ? null : { hash: budgetKeyHash(instance, text), text: shown ? text : null };
}

/** What a key is known by wherever it is kept or counted. */
export function budgetKeyHash(instance: Instance, text: string): string {
	return instanceHash(instance, PURPOSE, text);
}

const keySchema = z.union([z.string(), z.number().finite().transform(String)]);

function textOf(value: unknown, label: string): string {
	const read = keySchema.safeParse(value ?? '');
	if (read.success) return readText(label, read.data).trim();
	throw new ConfigError(label, 'is neither text nor a number', 'Use a field that holds one, such as {{ $json.customerId }}.');
}
