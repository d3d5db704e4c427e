import { type Kind, kindOf, KINDS } from '../../../router/features/kind';
import { signalsSchema } from '../../../router/ledger/record';
import { analyze } from '../../../router/request/analyze';
import { analyzed, requestOf, user } from '../../support/requests';

const prompts: readonly [Kind, string][] = [
	['code', 'Write a Python function that returns the n-th Fibonacci number.'],
	['math', 'Solve x^2 - 5x + 6 = 0 and give the integral $\\int_0^1 x^2 dx$.'],
	['structured', 'List the planets as a table.'],
	['everyday', 'Translate "good morning" to French.'],
	['expert', 'Can I take ibuprofen with warfarin?'],
	['long', `The river was quiet that day. ${'The boat went on past the old town and nobody on board said much. '.repeat(15)}`],
	['other', 'Which river runs past the old town?'],
];

describe('kindOf', () => {
	it.each(prompts)('calls this %s: %s', (kind, text) => {
		expect(kindOf(analyzed(text).signals)).toBe(kind);
	});

	it('calls what shows an image by that, whatever is asked of it', () => {
		const content = [
			{ kind: 'text', text: 'Prove it in Python code.' },
			{ kind: 'image', url: 'data:image/png;base64,AAAA' },
		] as const;
		expect(kindOf(analyze(requestOf(user(content))).signals)).toBe('image');
	});

	it('gives the same kind from signals that were written to the log and read back', () => {
		for (const [, text] of prompts) {
			const { signals } = analyzed(text);
			expect(kindOf(signalsSchema.parse(JSON.parse(JSON.stringify(signals))))).toBe(kindOf(signals));
		}
	});

	it('has eight kinds, each of which some request is', () => {
		expect(new Set([...prompts.map(([kind]) => kind), 'image'])).toEqual(new Set(KINDS));
	});
});
