import { clearHealth } from '../../nodes/shared/health';
import { FAULTS, type Fault } from '../support/faults/catalogue';
import { openLedger, type TestLedger } from '../support/routeNode';
import { observe, OPERATIONS, PATTERNS, RETRIES, type Case } from './support/case';
import { expectCalls, expectItems, expectMoney, expectNoKeys, type Seen } from './support/expectations';
import { foretell } from './support/foretold';
import { expectPage, type Row } from './support/page';

/** Every fault × operation × Max Retries × who fails, each in a workflow of its own inside n8n's engine. */
let ledger: TestLedger;
const seen: Row[] = [];

beforeAll(async () => {
	ledger = await openLedger();
});
afterAll(() => ledger.close());
beforeEach(() => clearHealth());

describe.each(OPERATIONS)('%s', (operation) => {
	it.each(FAULTS.map((fault) => ({ name: fault.name, fault })))('$name', async ({ fault }) => {
		const cases = casesOf(fault, operation);
		const observed = await Promise.all(cases.map((one) => observe(one, ledger)));
		const rows = cases.map((one, index) => {
			const had = observed[index];
			if (had === undefined) throw new Error('a case was not observed');
			const foretold = foretell(one);
			const row: Seen = expectItems(one, had, foretold);
			expectCalls(one, had, foretold);
			expectMoney(one, had, row);
			return { ...one, ...row };
		});
		expectNoKeys(observed, ledger.file);
		seen.push(...rows);
	});
});

it('docs/reliability-faults.md says what was seen', () => {
	expectPage(seen);
});

let numbers = 0;

function casesOf(fault: Fault, operation: Case['operation']): Case[] {
	// Who is not there at all does not come back within the item's time.
	const patterns = fault.at === 'address' ? PATTERNS.filter((pattern) => pattern !== 'once') : PATTERNS;
	return RETRIES.flatMap((retries) => patterns.map((pattern) => ({ fault, operation, retries, pattern, n: numbers++ })));
}
