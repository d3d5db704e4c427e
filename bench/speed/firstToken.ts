import { figuresOf, type Figures } from '../chat/figures';
import { measureChatSpeed, type ChatSpeed } from '../chat/speed';
import { startBenchWorld, type Way } from '../chat/world';
import { sectionOf, type Effort, type Ratio, type Section } from './section';
import { NO_N8N, stockModules } from './stock';
import { millis, times } from './table';

const ROUNDS = 30;
/** Few tokens: the first one and the pace are what counts. */
const PACE = { firstMs: 300, tokensPerSecond: 50, tokens: 8 };
const MEASURED: readonly Way[] = ['stock', 'registry'];
const NAMES: Readonly<Record<Way, string>> = {
	stock: "n8n's OpenAI Chat Model",
	registry: 'LLM Router Chat Model, registry',
	connected: 'LLM Router Chat Model, connected models',
};

/** The Chat Model under an AI Agent in a real n8n, next to n8n's own in its place. */
export async function measureFirstToken({ short }: Effort): Promise<Section> {
	const empty = { title: 'Chat Model', about: ABOUT };
	if (short) return sectionOf({ ...empty, notMeasured: ['the Chat Model: a real n8n takes longer to start than the short form has'] });
	if (stockModules() === null) return sectionOf({ ...empty, notMeasured: [`the Chat Model: ${NO_N8N}`] });
	const world = await startBenchWorld(PACE, [], MEASURED);
	try {
		const found = await measureChatSpeed(world, PACE, ROUNDS, MEASURED);
		const [stock, ours] = MEASURED.map((way) => found.find((one) => one.way === way));
		if (stock === undefined || ours === undefined) throw new Error('One way was not measured.');
		const first = ratioOfFigures('time to first token', ours.firstTokenMs, stock.firstTokenMs);
		return sectionOf({
			...empty,
			tables: [{ head: ['model', 'first token', 'p10 to p90', 'tokens a second', 'p10 to p90'], lines: found.map(lineOf) }],
			ratios: {
				'chat.firstToken': first,
				'chat.perToken': ratioOfFigures('time a token', perToken(ours), perToken(stock)),
			},
			targets: [{ what: 'Chat Model, time to first token', found: times(first.median), target: '≤ 1.05 ×', met: first.median <= 1.05 }],
		});
	} finally {
		await world.stop();
	}
}

function lineOf({ way, firstTokenMs, tokensPerSecond }: ChatSpeed): string[] {
	const range = ({ p10, p90 }: Figures, show: (value: number) => string) => `${show(p10)} to ${show(p90)}`;
	const plain = (value: number) => value.toFixed(2);
	return [
		NAMES[way],
		millis(firstTokenMs.median),
		range(firstTokenMs, millis),
		plain(tokensPerSecond.median),
		range(tokensPerSecond, plain),
	];
}

function perToken({ tokensPerSecond }: ChatSpeed): Figures {
	return figuresOf(tokensPerSecond.all.map((rate) => 1_000 / rate));
}

/** Of the medians; from the tenth to the ninetieth of a hundred. */
function ratioOfFigures(what: string, ours: Figures, theirs: Figures): Ratio {
	return {
		what: `Chat Model under an AI Agent: ${what} next to n8n's own Chat Model`,
		median: ours.median / theirs.median,
		min: ours.p10 / theirs.p90,
		max: ours.p90 / theirs.p10,
		rounds: ours.all.length,
	};
}

const ABOUT = `An AI Agent behind a streaming Chat Trigger in a real n8n, ${String(ROUNDS)} chats with each Chat Model in turns; the provider takes 300 ms to the first
token and writes 50 a second. \`npm run bench:chat\` measures more of it.`;
