import { estimateTokens } from '../../router/request/tokens';
import type { LlmRequest } from '../../router/request/request';
import { createDecide, requestOf, STRATEGIES, type StrategyName } from './deciding';
import { inRounds } from './rounds';
import { merged, sectionOf, type Effort, type Ratio, type Section, type Target } from './section';
import { median, ratioOf } from './stats';
import { count, micros, times } from './table';
import { LANGUAGES, textOf, type TextKind } from './texts';

const SIZES = [100, 2_000, 20_000, 1_000_000] as const;
const SHORT_SIZES = [2_000] as const;

/** One pass over the text, which every decision would be glad to take only. */
const WORDS = /[\p{L}\p{N}]+/gu;

interface Found {
	readonly kind: TextKind;
	readonly chars: number;
	/** Microseconds a text, of each round. */
	readonly pass: readonly number[];
	readonly tokens: readonly number[];
	readonly strategies: Readonly<Record<StrategyName, readonly number[]>>;
}

/** The whole decision next to one pass of a regular expression over the same texts. */
export async function measureDecisions({ short }: Effort): Promise<Section> {
	const found: Found[] = [];
	for (const kind of LANGUAGES) for (const chars of short ? SHORT_SIZES : SIZES) found.push(await measureTexts(kind, chars, short));
	return sectionOf({
		title: 'Deciding',
		about: ABOUT,
		tables: [
			{
				head: ['text', 'characters', 'one pass', 'token estimate alone', ...NAMES, 'classifier, of one pass', 'ten rules, of one pass'],
				lines: found.map(lineOf),
			},
		],
		ratios: merged(found.map(ratiosOf)),
		targets: found.flatMap(targetsOf),
		notMeasured: ["LLM Judge: its decision is one more call, whose time is the judge's own"],
	});
}

const NAMES = Object.keys(STRATEGIES) as StrategyName[];

/** Of a round: enough that garbage collections, which are part of the price, fall into each of them. */
const CHARS_A_ROUND = 600_000;

async function measureTexts(kind: TextKind, chars: number, short: boolean): Promise<Found> {
	const most = Math.max(2, Math.min(1_000, Math.floor((short ? 0.5 : 1) * (CHARS_A_ROUND / chars))));
	let seed = 0;
	// No text is read twice, by nobody: what remembers texts, V8 among them, is not to look fast.
	const each = async (work: (request: LlmRequest, text: string) => unknown, many = most) => {
		const fresh = Array.from({ length: many }, () => {
			const text = textOf(kind, chars, seed++);
			return { text, request: requestOf(text) };
		});
		const began = performance.now();
		for (const { text, request } of fresh) await work(request, text);
		return (1_000 * (performance.now() - began)) / many;
	};
	const strategies = Object.fromEntries(
		NAMES.map((name) => {
			const strategy = STRATEGIES[name]();
			// It takes ten times as long as the others.
			const many = name === 'semantic' ? Math.ceil(most / 10) : most;
			return [name, async () => await each(createDecide({ strategy }), many)];
		}),
	) as Record<StrategyName, () => Promise<number>>;
	const { pass, tokens, ...decided } = await inRounds(
		{
			pass: () => each((_, text) => text.match(WORDS)),
			tokens: () => each((request) => estimateTokens(request)),
			...strategies,
		},
		{ most: short ? 5 : 15, least: 3, warmUp: chars > 100_000 || short ? 1 : 2, budgetMs: short ? 700 : 1_200 },
	);
	return { kind, chars, pass, tokens, strategies: decided };
}

function lineOf({ kind, chars, pass, tokens, strategies }: Found): string[] {
	return [
		kind,
		count(chars),
		micros(median(pass)),
		micros(median(tokens)),
		...NAMES.map((name) => micros(median(strategies[name]))),
		times(ratioOf(strategies.classifier, pass).median),
		times(ratioOf(strategies['ten rules'], pass).median),
	];
}

function ratiosOf({ kind, chars, pass, strategies }: Found): Record<string, Ratio> {
	return Object.fromEntries(
		(['classifier', 'ten rules', 'semantic'] as const).map((name) => [
			`decision.${kind}.${String(chars)}.${name.replace(' ', '-')}`,
			{ what: `${name}, ${count(chars)} characters of ${kind}, next to one pass`, ...ratioOf(strategies[name], pass) },
		]),
	);
}

function targetsOf({ kind, chars, pass, strategies }: Found): Target[] {
	if (chars !== 2_000) return [];
	const target = (name: 'classifier' | 'ten rules', most: number): Target => {
		const ratio = ratioOf(strategies[name], pass).median;
		return {
			what: `whole decision with token estimate, ${name}, 2,000 characters of ${kind}, next to one pass of a word expression`,
			found: times(ratio),
			target: `≤ ${times(most)}`,
			met: ratio <= most,
		};
	};
	return [target('classifier', 1.5), target('ten rules', 1)];
}

const ABOUT = `Scan, signals, token estimate, ranking of three models and choice, as a run of the node does it, next to one pass of
\`text.match(/[\\p{L}\\p{N}]+/gu)\` over the same texts. Medians over the rounds, a text; every text is new to whoever reads it. Built-in embeddings with 20
examples for semantic. Of very long texts signals and token estimate read a part (64 Ki and 32 Ki characters), the pass reads all.`;
