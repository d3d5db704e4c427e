import { readConversations } from './sessions/conversations';
import { changes, LENGTHS, simulate, type Called, type Lengths, type Way } from './sessions/simulate';
import { MODEL_SETS } from './sessions/world';
import type { ModelSpec } from '../router/registry/model';
import { strongestOf } from '../router/registry/rank';

/** `npm run bench:sessions`: what staying with a conversation's model costs and saves, on conversations of our own writing. */
function main(): void {
	const conversations = readConversations();
	for (const [length, lengths] of LENGTHS) {
		for (const [name, models] of MODEL_SETS) {
			const runs = WAYS.map((way) => ({ way, runs: conversations.map((conversation) => simulate(conversation, models, way, lengths)) }));
			const strongest = sum(runs.flatMap(({ way, runs: all }) => (way === 'strongest' ? all.flat() : [])).map(({ usd }) => usd));
			process.stdout.write(`\n${name}; ${length}, ${String(conversations.length)} conversations, system prompt of ${tokens(lengths)}\n\n`);
			process.stdout.write(`${HEAD}\n`);
			for (const { way, runs: all } of runs) process.stdout.write(`${rowOf(way, all, models, strongest)}\n`);
		}
	}
}

function tokens({ system, result }: Lengths): string {
	return `${String(system)} tokens, tool results of ${String(result)}`;
}

const WAYS: readonly Way[] = ['strongest', 'weakest', 'classifier', 'sticky'];
const HEAD = `| way | hard turns at the strongest | easy turns at the strongest | changes up per conversation | down | most down in one | USD per conversation | share of always the strongest |
| --- | --- | --- | --- | --- | --- | --- | --- |`;

function rowOf(way: Way, runs: readonly (readonly Called[])[], models: readonly ModelSpec[], strongestUsd: number): string {
	const usd = sum(runs.flat().map((call) => call.usd));
	const [ups, downs] = [runs.map((run) => changes(run, 1)), runs.map((run) => changes(run, -1))];
	const cells = [
		way,
		share(runs.flat(), 'hard', models),
		share(runs.flat(), 'easy', models),
		(sum(ups) / runs.length).toFixed(2),
		(sum(downs) / runs.length).toFixed(2),
		String(Math.max(...downs)),
		(usd / runs.length).toFixed(5),
		percent(usd / strongestUsd),
	];
	return `| ${cells.join(' | ')} |`;
}

function share(calls: readonly Called[], level: Called['level'], models: readonly ModelSpec[]): string {
	const turns = calls.filter((call) => call.level === level && !call.isToolStep);
	return percent(turns.filter(({ model }) => model.id === strongestOf(models).id).length / turns.length);
}

function percent(value: number): string {
	return `${(100 * value).toFixed(1)} %`;
}

function sum(values: readonly number[]): number {
	return values.reduce((a, b) => a + b, 0);
}

main();
