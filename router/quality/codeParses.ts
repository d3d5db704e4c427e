import type { Check } from './check';
import { type CodeBlock, splitFences } from './reading/fences';
import { freeCheck, type FreeCheckOptions, MAX_READ_CHARS, NOT_APPLICABLE, passes, rejects } from './freeCheck';
import { ParseBudget } from './reading/parseBudget';
import { parsesAsScript, type ScriptTag } from './reading/parseScript';
import { parsesAsSql } from './reading/parseSql';

/**
 * Rejects an answer with a fenced block of JavaScript, TypeScript, Python or SQL that does not parse. Nothing is
 * run. Blocks of other or no language, excerpts with an ellipsis, and shell transcripts are not read.
 */
export function createCodeParsesCheck(options: FreeCheckOptions): Check {
	return freeCheck('Code Parses', options, null, async ({ answer }) => {
		const blocks = splitFences(answer.text.slice(0, MAX_READ_CHARS)).blocks;
		const budget = new ParseBudget(MAX_READS);
		let read = 0;
		for (const [at, block] of blocks.slice(0, MAX_BLOCKS).entries()) {
			const verdict = await parses(block, budget);
			if (verdict === false) return rejects(`the ${languageOf(block.tag)} does not parse`, `code block ${at + 1}`);
			if (verdict === true) read++;
		}
		return read === 0 ? NOT_APPLICABLE : passes('the code parses');
	});
}

/** More blocks than any answer means to have. */
const MAX_BLOCKS = 50;
/** Characters (UTF-16 code units) of a block; a longer one is not judged. */
const MAX_BLOCK_CHARS = 16_384;
/** For all blocks of an answer together, so that they take about 10 ms at most; what is left then is not judged. */
const MAX_READS = 40_000;

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

/** `null`: not judged. */
async function parses({ tag, code }: CodeBlock, budget: ParseBudget): Promise<boolean | null> {
	if (code.trim() === '' || code.length > MAX_BLOCK_CHARS) return null;
	const script = SCRIPTS.get(tag);
	if (script === undefined && tag !== 'sql') return null;
	const result = script === undefined ? await parsesAsSql(code, budget) : await parsesAsScript(code, script, budget);
	return result === false && isExcerpt(code) ? null : result;
}

/** A placeholder or a session is meant for people: what does not parse because of it is no mistake. */
function isExcerpt(code: string): boolean {
	return /\.\.\.|…|^\s*(?:>>>|[$!%]|In \[\d+\]:)|<[a-z][a-z _-]*>|\{\{|^[+-] /m.test(code);
}
