import type { Check } from './check';
import { type CodeBlock, splitFences } from '../request/fences';
import { freeCheck, type FreeCheckOptions, NOT_APPLICABLE, passes, rejects } from './freeCheck';
import { ParseBudget, type Parsed } from './reading/parseBudget';
import { parsesAsScript, type ScriptTag } from './reading/parseScript';
import { parsesAsSql } from './reading/parseSql';

/**
 * Rejects an answer with a fenced block of JavaScript, TypeScript, Python or SQL that does not parse. Nothing is
 * run. Blocks of other or no language, excerpts with an ellipsis, and shell transcripts are none of its business; a
 * block that takes too long to read is not let through.
 */
export function createCodeParsesCheck(options: FreeCheckOptions): Check {
	return freeCheck('Code Parses', options, null, async ({ answer }) => {
		const { blocks } = splitFences(answer.text);
		const budget = new ParseBudget(MAX_READS);
		let read = 0;
		let unread: number | null = null;
		for (const [at, block] of blocks.entries()) {
			const verdict = await parses(block, budget);
			if (verdict === false) return rejects(`the ${languageOf(block.tag)} does not parse`, `code block ${at + 1}`);
			if (verdict === true) read++;
			if (verdict === 'unread') unread ??= at + 1;
		}
		if (unread !== null) return { kind: 'error', reason: `code block ${unread} is too long or too deep to be read` };
		return read === 0 ? NOT_APPLICABLE : passes('the code parses');
	});
}

/** Characters (UTF-16 code units) of a block; a longer one is not read. */
const MAX_BLOCK_CHARS = 32_768;
/** For all blocks of an answer together, so that they take about 30 ms at most; what is left then is not read. */
const MAX_READS = 120_000;

const SCRIPTS: ReadonlyMap<string, ScriptTag> = new Map([
	['js', 'jsx'],
	['javascript', 'jsx'],
	['jsx', 'jsx'],
	['mjs', 'jsx'],
	['ts', 'ts'],
	['typescript', 'ts'],
	['tsx', 'tsx'],
	['py', 'python'],
	['python', 'python'],
	['python3', 'python'],
]);
const NAMES: Record<ScriptTag, string> = { jsx: 'JavaScript', ts: 'TypeScript', tsx: 'TypeScript', python: 'Python' };

function languageOf(tag: string): string {
	const script = SCRIPTS.get(tag);
	return script === undefined ? 'SQL' : NAMES[script];
}

/** `null`: nothing that is judged here. */
async function parses({ tag, code }: CodeBlock, budget: ParseBudget): Promise<Parsed> {
	const script = SCRIPTS.get(tag);
	if (code.trim() === '' || (script === undefined && tag !== 'sql')) return null;
	if (code.length > MAX_BLOCK_CHARS) return 'unread';
	const result = script === undefined ? await parsesAsSql(code, budget) : await parsesAsScript(code, script, budget);
	return result === false && isExcerpt(code) ? null : result;
}

/** A placeholder or a session is meant for people: what does not parse because of it is no mistake. */
function isExcerpt(code: string): boolean {
	return /\.\.\.|…|^\s*(?:>>>|[$!%]|In \[\d+\]:)|<[a-z][a-z _-]*>|\{\{|^[+-] /m.test(code);
}
