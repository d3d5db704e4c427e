import type { Check } from './check';
import { findEquations } from './reading/equations';
import { splitFences } from '../request/fences';
import { freeCheck, type FreeCheckOptions, NOT_APPLICABLE, passes, rejects } from './freeCheck';

/**
 * Recomputes the equations between plain numbers that an answer states, and rejects it where one is wrong.
 * What may be something else than arithmetic (variables, dates, clock times, code, mixed units) is not read.
 */
export function createArithmeticCheck(options: FreeCheckOptions): Check {
	return freeCheck('Arithmetic', options, null, ({ request, answer }) => {
		const { prose } = splitFences(answer.finish === 'length' ? withoutLastLine(answer.text) : answer.text);
		// Elsewhere a comma stands before the decimals; in English it is more likely a list.
		const decimalComma = request.signals.language !== null && request.signals.language !== 'en';
		const { equations, stoppedAfter } = findEquations(prose, decimalComma);
		const given = withoutSpace(request.text);
		// What the request says is the request's to answer for.
		const wrong = equations.find(({ right, text }) => !right && !given.includes(withoutSpace(text)));
		if (wrong !== undefined) return rejects('a calculation is wrong', `${wrong.text}, not ${wrong.computed}`);
		if (stoppedAfter !== null) return { kind: 'error', reason: `it stopped after ${stoppedAfter} characters of calculations` };
		return equations.some(({ right }) => right) ? passes('the calculations are right') : NOT_APPLICABLE;
	});
}

/** Where an answer was cut off, its last number may be half of one. */
function withoutLastLine(text: string): string {
	return text.slice(0, text.lastIndexOf('\n') + 1);
}

function withoutSpace(text: string): string {
	return text.replace(/\s/g, '');
}
