import { fork } from 'node:child_process';
import { inspect } from 'node:util';

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
import { measureSending } from './sending';

/** In the order of the page. */
const SECTIONS = {
	profile: measureProfile,
	sending: measureSending,
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

/** In a process of its own, without the heap and the connections of the section before. The short form has no time for that. */
export async function runSection(name: SectionName, { short }: Effort): Promise<SectionRun> {
	const beganMs = performance.now();
	const found = short ? await measure(name, short) : await inProcess(name);
	const tookMs = performance.now() - beganMs;
	if (typeof found !== 'string') return { name, section: found, tookMs, failed: null };
	return { name, section: sectionOf({ title: name, about: '', notMeasured: [`${name}: ${found}`] }), tookMs, failed: found };
}

async function inProcess(name: SectionName): Promise<Section | string> {
	const program = process.argv[1];
	if (program === undefined) throw new Error('There is no program to start.');
	// NaN arrives as NaN.
	const child = fork(program, [SECTION, name], { serialization: 'advanced' });
	const found = await new Promise<Section | string>((resolve) => {
		child.once('message', (message) => resolve(message as Section | string));
		child.once('exit', (code) => resolve(`ended with code ${String(code)}`));
	});
	child.kill();
	return found;
}

/** What the process does. */
export async function beSection(args: readonly string[]): Promise<void> {
	const name = SECTION_NAMES.find((one) => one === args[args.indexOf(SECTION) + 1]);
	if (name === undefined) throw new Error('There is no such section.');
	const answer = await measure(name, false);
	await new Promise<void>((resolve) => process.send?.(answer, () => resolve()));
}

/** What went wrong is said, and the other sections are measured all the same. */
async function measure(name: SectionName, short: boolean): Promise<Section | string> {
	try {
		return await SECTIONS[name]({ short });
	} catch (error) {
		process.stderr.write(`\n${inspect(error)}\n`);
		return `failed: ${messageOf(error)}`;
	}
}

/** n8n's errors are none of this program's own class. */
function messageOf(error: unknown): string {
	const has = typeof error === 'object' && error !== null && 'message' in error;
	return String(has ? error.message : inspect(error)).split('\n')[0] ?? '';
}
