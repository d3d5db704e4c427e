import { DAY_MS } from '../../../../router/clock';
import type { Finding } from '../../../../router/report/alerts/finding';
import { alertStateSchema, checkIncidents, NO_INCIDENTS, type AlertState } from '../../../../router/report/alerts/incidents';
import { alertText } from '../../../../router/report/alerts/text';

const found = (state: Finding['state'], key = 'rule'): Finding => ({
	rule: key,
	key,
	state,
	name: key,
	sentence: `${key} is ${state}.`,
	facts: {},
});

/** The events of checks that follow each other an hour apart. */
function checks(...findings: Finding[][]): string[][] {
	let state: AlertState = NO_INCIDENTS;
	return findings.map((some, hour) => {
		const checked = checkIncidents({
			state,
			findings: some,
			news: [],
			rules: new Set(['rule', 'other', 'drift']),
			nowMs: hour * 3_600_000,
		});
		state = checked.state;
		expect(checked.changed).toBe(checked.events.length > 0);
		return checked.events.map(({ kind, finding, sinceMs }) => `${kind} ${finding.key} since ${String(sinceMs / 3_600_000)}`);
	});
}

describe('incidents', () => {
	it('begin once, last, end once, and may begin again', () => {
		const [bad, good] = [[found('breached')], [found('fine')]];
		expect(checks(good, bad, bad, good, good, bad)).toEqual([
			[],
			['incident rule since 1'],
			[],
			['recovery rule since 1'],
			[],
			['incident rule since 5'],
		]);
	});

	it('neither begin nor end where too little is known', () => {
		const unclear = [found('unclear')];
		expect(checks(unclear, [found('breached')], unclear, [found('breached')], unclear, [found('fine')])).toEqual([
			[],
			['incident rule since 1'],
			[],
			[],
			[],
			['recovery rule since 1'],
		]);
	});

	it('are each for themselves, and one that was not looked for goes on', () => {
		expect(checks([found('breached'), found('breached', 'other')], [found('fine')], [found('fine'), found('fine', 'other')])).toEqual([
			['incident rule since 0', 'incident other since 0'],
			['recovery rule since 0'],
			['recovery other since 0'],
		]);
	});

	it('of one rule on several routers hang on the rule', () => {
		const state = { incidents: { 'drift:w:a': { sinceMs: 0, seenMs: 0 }, 'gone:w:a': { sinceMs: 0, seenMs: 0 } }, told: {} };
		const after = checkIncidents({ state, findings: [], news: [], rules: new Set(['drift']), nowMs: 8 * DAY_MS });
		expect(after.state.incidents).toEqual({ 'drift:w:a': { sinceMs: 0, seenMs: 8 * DAY_MS } });
	});

	it('of a rule that is gone are forgotten after a week, without a word', () => {
		const state = { incidents: { rule: { sinceMs: 0, seenMs: 0 } }, told: {} };
		const after = (days: number, rules: string[]) =>
			checkIncidents({ state, findings: [], news: [], rules: new Set(rules), nowMs: days * DAY_MS });
		expect(after(6, [])).toMatchObject({ state, events: [], changed: false });
		expect(after(8, [])).toEqual({ state: NO_INCIDENTS, events: [], changed: true });
		expect(after(8, ['rule']).state.incidents['rule']).toMatchObject({ sinceMs: 0 });
	});
});

describe('news', () => {
	const news = (key: string, day: number) => ({ key, name: key, sentence: `${key}.`, facts: {}, atMs: day * DAY_MS });
	const check = (state: AlertState, some: readonly ReturnType<typeof news>[], day: number) => {
		const checked = checkIncidents({ state, findings: [], news: some, rules: new Set(), nowMs: day * DAY_MS });
		return { ...checked, said: checked.events.map(({ kind, finding }) => `${kind} ${finding.key}`) };
	};

	it('are told once each, with those of before known by a state that is kept', () => {
		const first = check(NO_INCIDENTS, [news('a', 1)], 2);
		const second = check(alertStateSchema.parse(JSON.parse(JSON.stringify(first.state))), [news('a', 1), news('b', 2)], 2);
		const third = check(second.state, [news('a', 1), news('b', 2)], 3);
		expect([first.said, second.said, third.said]).toEqual([['news a'], ['news b'], []]);
		expect([first.changed, second.changed, third.changed]).toEqual([true, true, false]);
	});

	it('of more than a month ago are told to nobody, and what is told is forgotten only then', () => {
		const told = check(NO_INCIDENTS, [news('a', 1), news('b', 20)], 25);
		expect(told.said).toEqual(['news a', 'news b']);
		const later = check(told.state, [news('a', 1), news('b', 20), news('c', 40)], 45);
		expect(later.said).toEqual(['news c']);
		expect(Object.keys(later.state.told)).toEqual(['b', 'c']);
		expect(check(NO_INCIDENTS, [news('a', 1)], 40).said).toEqual([]);
	});

	it('say when, and neither that they last nor that they are over', () => {
		const event = { kind: 'news', finding: news('a', 1), sinceMs: DAY_MS } as const;
		expect(alertText({ event, nowMs: 2 * DAY_MS, shown: (atMs) => `Day ${String(atMs / DAY_MS)}` })).toBe('a. Day 1.');
	});

	it('are none to a state from before there were any', () => {
		expect(alertStateSchema.parse({ incidents: {} })).toEqual(NO_INCIDENTS);
	});
});

describe('the text of an alert', () => {
	const shown = (atMs: number) => `hour ${String(atMs / 3_600_000)}`;
	const text = (kind: 'incident' | 'recovery', hours: number) =>
		alertText({ event: { kind, finding: found(kind === 'incident' ? 'breached' : 'fine'), sinceMs: 0 }, nowMs: hours * 3_600_000, shown });

	it('says what, and since when; and how long it lasted when it is over', () => {
		expect(text('incident', 0)).toBe('rule is breached. Since hour 0.');
		expect([0.001, 0.5, 3, 50].map((hours) => text('recovery', hours))).toEqual(
			['1 min', '30 min', '3 h', '2 days'].map((time) => `Recovered: rule is fine. It lasted ${time}, since hour 0.`),
		);
	});
});
