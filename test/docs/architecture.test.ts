import { readFileSync } from 'node:fs';

import { FAILURE_RULES, type FailureRule } from '../../router/calls/failure';
import { expectPart, markdownTable } from '../support/page';

const PAGE = 'docs/architecture.md';

const AGAIN: Readonly<Record<FailureRule['again']['kind'], string>> = {
	no: 'no',
	retry_after: 'if Retry-After fits; without it, where nobody else may serve',
	once: 'once',
	max_retries: 'up to *Max Retries*',
	without_parameter: 'without the parameter, or with the limit it names',
};
const OTHERS: Readonly<Record<FailureRule['others'], string>> = {
	any: 'yes',
	none: 'no',
	other_keys: 'with another key',
	larger_window: 'with a larger window',
	larger_output: 'with a larger output limit',
	if_allowed: 'if the user allows it',
};

function leftAlone(cooldown: FailureRule['cooldown']): string {
	switch (cooldown.kind) {
		case 'none':
			return 'no';
		case 'fixed':
			return duration(cooldown.ms);
		case 'stated':
			return `Retry-After, else ${duration(cooldown.elseMs)}`;
		case 'doubling':
			return `Retry-After, else ${duration(cooldown.firstMs)}, growing`;
		case 'breaker':
			return 'breaker';
		case 'in_a_row': {
			const whose = cooldown.of === 'router' ? ', this router only' : '';
			return `${duration(cooldown.ms)} after ${String(cooldown.items)} items in a row${whose}`;
		}
	}
}

function duration(ms: number): string {
	return ms % 60_000 === 0 ? `${String(ms / 60_000)} min` : `${String(ms / 1000)} s`;
}

function failureTable(): string {
	const heads = ['failure', 'takes out', 'same model again', 'other models', 'cooldown', 'worth waiting', 'hint'];
	const yes = (is: boolean) => (is ? 'yes' : 'no');
	const rows = Object.entries(FAILURE_RULES).map(([kind, { scope, again, others, cooldown, passes, lastChoice, hint }]) => [
		`\`${kind}\``,
		scope === 'request+model' ? 'this request at this model' : scope,
		AGAIN[again.kind],
		OTHERS[others],
		leftAlone(cooldown),
		cooldown.kind === 'none' ? '–' : lastChoice ? 'asked all the same' : yes(passes),
		yes(hint),
	]);
	return markdownTable(heads, rows);
}

describe(PAGE, () => {
	const page = readFileSync(PAGE, 'utf8');

	it('has the failure table of the code', () => {
		expectPart(PAGE, 'failures', failureTable());
	});

	it('names each port as the file beside it exports it', () => {
		const ports = page.split('\n').flatMap((line) => {
			const [, names, file] = /^\| ((?:`\w+`(?:, )?)+) \| `([\w/]+\.ts)` \|/.exec(line) ?? [];
			return names === undefined || file === undefined ? [] : [{ names: [...names.matchAll(/\w+/g)].map(String), file }];
		});
		expect(ports.length).toBeGreaterThan(8);
		const missing = ports.flatMap(({ names, file }) => {
			const code = readFileSync(file, 'utf8');
			return names.filter((name) => !new RegExp(`^export interface ${name}\\b`, 'm').test(code)).map((name) => `${name} in ${file}`);
		});
		expect(missing).toEqual([]);
	});

	it('names what nextStep takes as it takes it', () => {
		const [, written] = /`nextStep\(([^)]*)\)` in `router\/selection\/nextStep\.ts`/.exec(page) ?? [];
		const [, taken] = /^export function nextStep\(([^)]*)\)/m.exec(readFileSync('router/selection/nextStep.ts', 'utf8')) ?? [];
		expect(written).toBe(taken?.replaceAll(/: [^,]+/g, ''));
	});
});
