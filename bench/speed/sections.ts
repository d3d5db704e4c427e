import { fork } from 'node:child_process';

import { measureAnswering } from './answering';
import { measureDecisions } from './decision';
import { measureFailures } from './failures';
import { measureFeedback } from './feedback';
import { measureFirstToken } from './firstToken';
import { measureGrowth } from './growth';
import { measureLoading } from './loading';
import { measureLogs } from './logs';
import { measureMemory } from './memory';
import { measureProfile } from './profile';
import { measureRouteOnly } from './routeOnly';
import { measureRouters } from './routers';
import { sectionOf, type Effort, type Section } from './section';

/** In the order of the page. */
const SECTIONS = {
	profile: measureProfile,
	answering: measureAnswering,
	failures: measureFailures,
	routeOnly: measureRouteOnly,
	routers: measureRouters,
	decision: measureDecisions,
	growth: measureGrowth,
	chat: measureFirstToken,
	log: measureLogs,
	feedback: measureFeedback,
	memory: measureMemory,
	loading: measureLoading,
} as const satisfies Record<string, (effort: Effort) => Promise<Section>>;
export type SectionName = keyof typeof SECTIONS;
export const SECTION_NAMES = Object.keys(SECTIONS) as SectionName[];

/** Tells the program that it is started for one section. */
export const SECTION = '--as-section';

export interface SectionRun {
	readonly name: SectionName;
	readonly section: Section;
	readonly tookMs: number;
	/** `null`: it went well. */
	readonly failed: string | null;
}

/** In a process of its own: no section has the heap, the caches and the connections of the one before. */
export async function runSection(name: SectionName, { short }: Effort): Promise<SectionRun> {
	const program = process.argv[1];
	if (program === undefined) throw new Error('There is no program to start.');
	const beganMs = performance.now();
	// NaN arrives as NaN.
	const child = fork(program, [SECTION, name, ...(short ? ['--short'] : [])], { serialization: 'advanced' });
	const found = await new Promise<Section | string>((resolve) => {
		child.once('message', (message) => resolve(message as Section | string));
		child.once('exit', (code) => resolve(`ended with code ${String(code)}`));
	});
	child.kill();
	const tookMs = performance.now() - beganMs;
	if (typeof found !== 'string') return { name, section: found, tookMs, failed: null };
	return { name, section: sectionOf({ title: name, about: '', notMeasured: [`${name}: ${found}`] }), tookMs, failed: found };
}

/** What the process does. */
export async function beSection(args: readonly string[]): Promise<void> {
	const name = SECTION_NAMES.find((one) => one === args[args.indexOf(SECTION) + 1]);
	if (name === undefined) throw new Error('There is no such section.');
	const answer = await SECTIONS[name]({ short: args.includes('--short') }).catch((error: unknown) => {
		process.stderr.write(`\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
		return `failed: ${error instanceof Error ? error.message : String(error)}`;
	});
	await new Promise<void>((resolve) => process.send?.(answer, () => resolve()));
}
