import { readConversations, type Conversation } from './sessions/conversations';
import { simulate, type Called, type Way } from './sessions/simulate';
import { MODEL_SETS } from './sessions/world';
import type { ModelSpec } from '../router/registry/model';
import { strongestOf } from '../router/registry/rank';

/** `npm run bench:sessions`: what staying with a conversation's model costs and saves, on conversations of our own writing. */
function main(): void {
	const conversations = readConversations();
	for (const [name, models] of MODEL_SETS) {
		process.stdout.write(`\n${name}, ${String(conversations.length)} conversations\n\n`);
		process.stdout.write(`${HEAD}\n`);
		const base = total(WAYS[0], conversations, models);
		for (const way of WAYS) process.stdout.write(`${rowOf(way, conversations, models, base)}\n`);
	}
}

const WAYS = ['strongest', 'weakest', 'classifier', 'sticky'] as const;
const HEAD =
	'| way | hard turns at the strongest | easy turns at the strongest | up, per conversation | down | USD per conversation | of always strongest |\n| --- | --- | --- | --- | --- | --- | --- |';

function rowOf(way: Way, conversations: readonly Conversation[], models: readonly ModelSpec[], base: number): string {
	const runs = conversations.map((conversation) => simulate(conversation, models, way));
	const usd = sum(runs.flat().map((call) => call.usd));
	const [up, down] = [1, -1].map((sign) => sum(runs.map((run) => moves(run, sign))) / runs.length);
	const cells = [
		way,
		share(runs.flat(), 'hard', models),
		share(runs.flat(), 'easy', models),
		(up ?? 0).toFixed(2),
		(down ?? 0).toFixed(2),
		(usd / runs.length).toFixed(5),
		percent(usd / base),
	];
	return `| ${cells.join(' | ')} |`;
}

function total(way: Way, conversations: readonly Conversation[], models: readonly ModelSpec[]): number {
	return sum(conversations.flatMap((conversation) => simulate(conversation, models, way)).map(({ usd }) => usd));
}

function share(calls: readonly Called[], level: Called['level'], models: readonly ModelSpec[]): string {
	const turns = calls.filter((call) => call.level === level && !call.isToolStep);
	return percent(turns.filter(({ model }) => model.id === strongestOf(models).id).length / turns.length);
}

function moves(run: readonly Called[], sign: number): number {
	return run.filter(({ model }, index) => Math.sign(model.rank - (run[index - 1] ?? { model }).model.rank) === sign).length;
}

function percent(value: number): string {
	return `${(100 * value).toFixed(1)} %`;
}

function sum(values: readonly number[]): number {
	return values.reduce((a, b) => a + b, 0);
}

main();
