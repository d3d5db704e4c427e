import { readFileSync } from 'node:fs';

import { FAILURE_RULES, type FailureRule } from '../../router/calls/failure';

const PAGE = 'docs/reliability.md';

/** Under which heading a failure belongs, by its line of the failure table. */
function headingOf({ again, others }: FailureRule): string {
	if (others === 'none' || others === 'if_allowed') return 'Fallback at once';
	if (again.kind !== 'no') return 'The same model again, then another';
	return others === 'any' ? 'Another model at once' : 'Only a model that differs';
}

it(`${PAGE} has every failure once, under what comes of it`, () => {
	const sections = readFileSync(PAGE, 'utf8').split(/^## /m);
	const written = sections.flatMap((section) =>
		[...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, kind]) => `${kind ?? ''}: ${section.slice(0, section.indexOf('\n'))}`),
	);
	const ruled = Object.entries(FAILURE_RULES).map(([kind, rule]) => `${kind}: ${headingOf(rule)}`);
	expect(written.sort()).toEqual(ruled.sort());
});
