export const LANGUAGES = ['English', 'code', 'Chinese'] as const;
export type TextKind = (typeof LANGUAGES)[number];

const SENTENCES: Readonly<Record<TextKind, readonly string[]>> = {
	English: [
		'Compare the two proposals below and say which one costs less over five years.',
		'The committee must answer within 14 days, unless the applicant asks for more time.',
		'Write a function that reads a file and returns exactly the ten most common words.',
		'Why did the price of copper rise by 3.5 % although demand fell?',
	],
	code: [
		'export function median(values: readonly number[]): number {\n\tconst sorted = values.toSorted((a, b) => a - b);\n',
		'for (let i = 0; i < rows.length; i++) {\n\tif (rows[i]?.total === undefined) continue;\n\tsum += rows[i].total;\n}\n',
		"def load(path):\n    with open(path, encoding='utf8') as file:\n        return [line.split('\\t') for line in file]\n",
		'SELECT router_id, COUNT(*) FROM decisions WHERE at_ms >= ? GROUP BY router_id ORDER BY 2 DESC;\n',
	],
	Chinese: [
		'请比较下面两个方案，说明哪一个五年内的成本更低。',
		'委员会必须在14天内答复，除非申请人要求延长时间。',
		'写一个函数，读取文件并返回出现次数最多的十个词。',
		'为什么需求下降，铜价却上涨了3.5%？',
	],
};

/** So many characters, no two seeds alike from their first words on. */
export function textOf(kind: TextKind, chars: number, seed: number): string {
	const sentences = SENTENCES[kind];
	const parts = [`Request ${String(seed)}.`];
	let length = parts[0]?.length ?? 0;
	for (let n = seed; length < chars; n++) {
		const sentence = ` ${sentences[n % sentences.length] ?? ''}`;
		parts.push(sentence);
		length += sentence.length;
	}
	// What was put together is one string before it is measured, as one that came in from outside is.
	return Buffer.from(parts.join('').slice(0, chars), 'utf8').toString('utf8');
}
