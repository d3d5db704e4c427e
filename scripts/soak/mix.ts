import { FAULTS, type Fault } from '../../test/support/faults/catalogue';
import type { Choose } from '../../test/support/faults/provider';

type ServedFault = Extract<Fault, { at: 'provider' }>;

const SERVED = FAULTS.filter((fault): fault is ServedFault => fault.at === 'provider');

/** They keep a model out of play for minutes, so all traffic would soon be theirs: seldom rounds have them. */
const LASTING: ReadonlySet<string> = new Set(['auth', 'quota_exhausted', 'model_not_found']);
const PASSING = SERVED.filter(({ expected: { kind } }) => kind === null || !LASTING.has(kind));

/** Shares of the items that meet a fault at the weaker model, and of these at the stronger too. */
const STRUCK = 0.12;
const BOTH = 0.35;
/** Share of faults that stay; the others happen once or twice. */
const LASTS = 0.5;

/** The text of an item that says what is to become of it: the providers read their part in it. */
export function promptOf(n: number, random: () => number, lasting: boolean): string {
	const small = random() < STRUCK ? part(random, lasting) : NOTHING;
	const large = small !== NOTHING && random() < BOTH ? part(random, lasting) : NOTHING;
	return `Translate into French: good morning. (item ${String(n)}; small ${small}; large ${large})`;
}

/** What the provider of this model does with such a text. */
export function chooseFor(model: 'small' | 'large'): Choose {
	const mine = new RegExp(`\\b${model} (\\d+) (\\d+)`);
	return ({ prompt, nth }) => {
		const [, index, times] = mine.exec(prompt) ?? [];
		return nth < Number(times ?? 0) ? (SERVED[Number(index)] ?? null) : null;
	};
}

const NOTHING = '0 0';

/** `fault times` */
function part(random: () => number, lasting: boolean): string {
	const faults = lasting ? SERVED : PASSING;
	const fault = faults[Math.floor(random() * faults.length)];
	const times = random() < LASTS ? 99 : 1 + Math.floor(random() * 2);
	return fault === undefined ? NOTHING : `${String(SERVED.indexOf(fault))} ${String(times)}`;
}
