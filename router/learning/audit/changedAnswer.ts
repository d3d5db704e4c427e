import { readJsonAnswer } from '../../request/jsonAnswer';

import { readLabel } from './label';

/** An answer made wrong: its label or number changed, or the first value of its JSON; `null`: it is prose. */
export function changedAnswer(text: string): string | null {
	const bare = text.trim();
	const json = readJsonAnswer(bare);
	if (json.ok && typeof json.value === 'object' && json.value !== null) {
		const changed = changedValue(json.value);
		return changed === null ? null : JSON.stringify(changed.value);
	}
	if (NUMBER.test(bare)) return changedNumber(bare);
	const label = readLabel(bare);
	return label === null ? null : changedLabel(label);
}

const NUMBER = /^[^\p{L}\d\n]{0,3}\d[\d.,]*\s?[^\s\d]{0,3}$/u;

/** With another first digit, so that it is not nearly right. */
function changedNumber(text: string): string {
	const at = /[1-9]/.exec(text)?.index ?? text.search(/\d/);
	const digit = Number(text.charAt(at));
	return `${text.slice(0, at)}${String(digit === 9 ? 4 : digit + 1)}${text.slice(at + 1)}`;
}

function changedLabel(label: string): string {
	return OPPOSITES[label.toLowerCase()] ?? `not ${label}`;
}

const OPPOSITES: Readonly<Record<string, string>> = { yes: 'no', no: 'yes', true: 'false', false: 'true' };

/** The same with the first number, boolean or string inside changed; `null`: there is none. */
function changedValue(value: unknown): { readonly value: unknown } | null {
	if (typeof value === 'number') return { value: Number(changedNumber(String(value))) };
	if (typeof value === 'boolean') return { value: !value };
	if (typeof value === 'string') return { value: NUMBER.test(value) ? changedNumber(value) : changedLabel(value) };
	if (typeof value !== 'object' || value === null) return null;
	const entries: [string, unknown][] = Object.entries(value);
	for (const [index, [key, inside]] of entries.entries()) {
		const changed = changedValue(inside);
		if (changed === null) continue;
		const all = entries.with(index, [key, changed.value]);
		return { value: Array.isArray(value) ? all.map(([, one]) => one) : Object.fromEntries(all) };
	}
	return null;
}
