import fc from 'fast-check';

import { partReasoning } from '../../../router/calls/reasoning';
import { MessageInPieces } from '../../../router/calls/reasoningPieces';

function parted(pieces: readonly string[]): { kind: string; text: string }[] {
	const message = new MessageInPieces();
	return [...pieces.flatMap((piece) => message.add(piece)), ...message.end()];
}

const words = fc.oneof(
	fc.constantFrom('<think>', '</think>', '<think a="b">', '</thinking >', '<thinking>', '[think]', '[/THINK]', '◁think▷', '◁/think▷'),
	fc.constantFrom('<', '</', '<thi', 'nk>', '</think', '[', '◁', ' ', '\n', '```', '<b>', '<seed:think>', '</seed:think>', 'Hello'),
	fc.string({ maxLength: 4 }),
);
const cut = fc
	.array(fc.tuple(words, fc.nat(6)), { maxLength: 12 })
	.map((all) => all.flatMap(([word, at]) => [word.slice(0, at), word.slice(at)]));

it('parts a message in pieces as it parts the whole', () => {
	fc.assert(
		fc.property(cut, (pieces) => {
			const { answer, reasoning } = partReasoning(pieces.join(''), true);
			const of = (kind: string) =>
				parted(pieces)
					.filter((part) => part.kind === kind)
					.map(({ text }) => text)
					.join('');
			expect(of('text')).toBe(answer);
			expect(of('reasoning').replace(/\s/g, '')).toBe((reasoning ?? '').replace(/\s/g, ''));
		}),
		{ numRuns: 2000 },
	);
});

it('holds back no more than may be a tag', () => {
	const message = new MessageInPieces();
	expect(message.add('\n<th')).toEqual([]);
	expect(message.add('ink>Let me')).toEqual([{ kind: 'reasoning', text: 'Let me' }]);
	expect(message.add(' see</')).toEqual([{ kind: 'reasoning', text: ' see' }]);
	expect(message.add('think>\n\n')).toEqual([]);
	expect(message.add('Hi <think>')).toEqual([{ kind: 'text', text: 'Hi <think>' }]);
	expect(new MessageInPieces().add('<b>Hi')).toEqual([{ kind: 'text', text: '<b>Hi' }]);
});

it('tells what came before a closing tag alone as answer: it has been told by then', () => {
	expect(parted(['Let me.', '</think>Hi'])).toEqual([
		{ kind: 'text', text: 'Let me.' },
		{ kind: 'text', text: '</think>Hi' },
	]);
	expect(partReasoning('Let me.</think>Hi', true).answer).toBe('Let me.</think>Hi');
	expect(partReasoning('Let me.</think>Hi').answer).toBe('Hi');
});
