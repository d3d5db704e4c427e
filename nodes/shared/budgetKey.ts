import { createHmac } from 'node:crypto';

import { ConfigError } from '../../router/configError';
import type { DecisionRecord } from '../../router/ledger/record';
import { z } from '../../vendor/zod';
import { keyWithinLimit, readText } from './values';

/** Keeps these apart from other hashes of the same text. */
const PURPOSE = 'n8n-nodes-llm-router/budget-key';
const HEX_DIGITS = 32;

interface Instance {
	/** The same in all workers of one n8n, since they share its encryption key, and in no log of ours. */
	getInstanceId(): string;
}

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

/** What stands for a key wherever it is kept or counted: without the secret of this n8n nobody can tell whose it is, nor try names. */
export function budgetKeyHash(instance: Instance, text: string): string {
	return createHmac('sha256', instance.getInstanceId()).update(`${PURPOSE}\n${text}`).digest('hex').slice(0, HEX_DIGITS);
}

const keySchema = z.union([z.string(), z.number().finite().transform(String)]);

function textOf(value: unknown, label: string): string {
	const read = keySchema.safeParse(value ?? '');
	if (read.success) return readText(label, read.data).trim();
	throw new ConfigError(label, 'is neither text nor a number', 'Use a field that holds one, such as {{ $json.customerId }}.');
}
