import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** What a mistake in the panel or in a credential is told as; `…` stands for what is put in. */
export interface ErrorText {
	readonly field: string;
	readonly problem: string;
	readonly fix: string;
}

/** Texts for people that are not told as they are: what a model reads, reports, and the answers of an operation. */
const OTHERS = [
	/\/description\/(?!hints\.ts)/,
	/\.node\.ts$/,
	/^router\/(report|judging|features|request|quality)\/|^router\/learning\/(?!autotune\/told)/,
	/^adapters\/(catalogue|langchain)\//,
	/^adapters\/redis\/scripts\/|^router\/strategies\/(judge\w+|semantic|cascade|rules|choice)\.ts$|^router\/(calls\/signs|canonicalJson|bypass|explore|route)\.ts$/,
	/LlmRouterFeedback\/(classifier\/(trainingResult|rollBack)|threshold\/(get|changeAutoTune))\.ts$/,
];

/** Files in which every clause is a trouble, not only whole sentences. */
const TROUBLES =
	/(adapters\/baseUrl|ChatModel\/(failed|supplyFrom|strictest)|connectionProblem|redis\/(problem|outage)|postgres\/(problem|reasons)|shared\/providerProblem|decision\/keyTrouble)\.ts$/;

/** Written for whoever changes the code: no input of a person leads there. */
const FOR_DEVELOPERS =
	/^The (ledger (gave no answer|answered what)|router answers)|^A document|^(Item|There is no (output|model at)|An answer is no failure|the key of)|^Message … is not/;

/** What to do, at the end of an error. */
const FIX = /^(Add|Calibrate|Check|Choose|Correct|Cut|Enter|Lower|Name|Paste|Raise|Read|Set|Switch|Turn on|Update|Use|This node sets) /;

const SQL = /\b(SELECT|INSERT|UPDATE|DELETE|CAST|PRAGMA|BEGIN|SET LOCAL|FROM [a-z])\b/;

const MIN_WORDS = { sentence: 4, clause: 3 };

export function errorTexts(): ErrorText[] {
	const found: ErrorText[] = [];
	for (const { tree } of sources()) {
		visit(tree, (node) => {
			const error = isConfigError(node) ? told(node.arguments) : isPair(node) ? told(node.elements, true) : null;
			if (error !== null) found.push(error);
			return true;
		});
	}
	return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()].sort((a, b) => key(a).localeCompare(key(b), 'en'));
}

/** Every hint, error and trouble that is no mistake in a field, as it is written in the code. */
export function hintTexts(): string[] {
	const found = new Set<string>();
	for (const { file, tree } of sources()) {
		if (OTHERS.some((other) => other.test(file))) continue;
		const isTold = TROUBLES.test(file) ? isClause : isSentence;
		visit(tree, (node) => {
			if (isConfigError(node) || ts.isImportDeclaration(node)) return false;
			const text = textOf(node);
			if (isText(node) && isTold(text) && !FOR_DEVELOPERS.test(text)) found.add(text.replaceAll('\n', ' '));
			return true;
		});
	}
	return [...found].sort((a, b) => a.localeCompare(b, 'en'));
}

function key({ field, problem }: ErrorText): string {
	return `${field.replace(/^…/, '~')} ${problem}`;
}

function isSentence(text: string): boolean {
	return (
		/^([A-Z…]|n8n )[^]*(\. |: set |\.…*$|(:|because) …+$)/.test(text) &&
		words(text) >= MIN_WORDS.sentence &&
		!FIX.test(text) &&
		!SQL.test(text)
	);
}

function isClause(text: string): boolean {
	return /^[a-zA-Z…].* /.test(text) && words(text) >= MIN_WORDS.clause && !FIX.test(text);
}

function words(text: string): number {
	return text.match(/[a-z]{2,}/gi)?.length ?? 0;
}

/** Parsed once: two lists are made of them. */
const parsed = new Map<string, ts.SourceFile>();

export function* sources(folders: readonly string[] = ['nodes', 'adapters', 'router']): Generator<{ file: string; tree: ts.SourceFile }> {
	for (const folder of folders) {
		for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
			if (!name.endsWith('.ts')) continue;
			const file = path.join(folder, name);
			const tree = parsed.get(file) ?? ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
			parsed.set(file, tree);
			yield { file, tree };
		}
	}
}

/** Every node below. @param enter whether to look into the node, too. */
export function visit(node: ts.Node, enter: (node: ts.Node) => boolean): void {
	if (enter(node)) ts.forEachChild(node, (child) => visit(child, enter));
}

/** @param pair without the field. `null`: what is wrong is written elsewhere. */
function told(parts: readonly ts.Node[] = [], pair = false): ErrorText | null {
	const [field = '…', problem = '…', fix = '…'] = [...(pair ? ['…'] : []), ...parts.map(textOf)];
	return problem === '…' ? null : { field, problem, fix };
}

/** Also as a helper makes it: `fields.error('Host', 'is empty', 'Enter it.')`. */
function isConfigError(node: ts.Node): node is ts.NewExpression | ts.CallExpression {
	if (ts.isNewExpression(node)) return node.expression.getText() === 'ConfigError';
	return ts.isCallExpression(node) && node.arguments.length === 3 && /\.error$/.test(node.expression.getText());
}

/** `['is empty', 'Choose one.']`, which an error is made of. */
function isPair(node: ts.Node): node is ts.ArrayLiteralExpression {
	if (!ts.isArrayLiteralExpression(node) || node.elements.length !== 2 || !node.elements.every(isText)) return false;
	const [problem = '', fix = ''] = node.elements.map(textOf);
	return /^[a-z…].* /.test(problem) && /^[A-Z].*\.$/.test(fix);
}

function isText(node: ts.Node): boolean {
	return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}

export function textOf(node: ts.Node): string {
	if (ts.isStringLiteralLike(node)) return node.text;
	if (ts.isTemplateExpression(node)) return node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('');
	if (ts.isBinaryExpression(node)) return textOf(node.left) + textOf(node.right);
	return '…';
}
