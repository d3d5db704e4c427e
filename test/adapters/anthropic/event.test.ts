import { createEventReader } from '../../../adapters/anthropic/event';

const delta = (text: string) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } });

describe('events', () => {
	it('are read from pieces that end anywhere, even within a character', () => {
		const read = createEventReader();
		const text = ['ü', '你', '🎉'].map((one) => `event: x\r\ndata: ${JSON.stringify(delta(one))}\r\n\r\n`).join('');
		const found = [...Buffer.from(text)].flatMap((byte) => read(Uint8Array.of(byte)));
		expect(found).toEqual([delta('ü'), delta('你'), delta('🎉')]);
	});

	it('are only those that are known', () => {
		const lines = ['data: {"type":"ping"}', 'data: {"type":', 'data: [DONE]', ': comment', `data:${JSON.stringify(delta('a'))}`, ''];
		expect(createEventReader()(Buffer.from(lines.join('\n')))).toEqual([delta('a')]);
	});
});
