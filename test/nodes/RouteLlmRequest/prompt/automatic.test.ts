import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { IBinaryKeyData } from 'n8n-workflow';

import { automaticPrompt } from '../../../../nodes/RouteLlmRequest/prompt/automatic';
import { at, pathText } from '../../../../nodes/RouteLlmRequest/prompt/fields';
import { noText } from '../../../../nodes/RouteLlmRequest/prompt/noText';
import { CHATS } from './chats';
import { MAILS } from './mails';
import { OTHERS } from './others';

const binaryOf = (mimeTypes: Readonly<Record<string, string>> = {}): IBinaryKeyData =>
	Object.fromEntries(Object.entries(mimeTypes).map(([name, mimeType]) => [name, { data: '', mimeType }]));

it.each([...CHATS, ...MAILS, ...OTHERS])('$name', ({ json, binary, prompt, from, pictures, analyzed, why }) => {
	const found = automaticPrompt(json, binaryOf(binary));
	expect(found.text).toBe(prompt ?? '');
	if (from !== undefined) expect(found.path && pathText(found.path)).toBe(from);
	if (pictures !== undefined) expect(found.pictures).toEqual(pictures);
	if (prompt === null) expect([found.path, found.pictures]).toEqual([null, []]);
	expect(found.analyzed).toBe(analyzed ?? null);
	if (why !== undefined) expect(found.why).toMatch(why);
});

// Shapes that were collected beside the project; not everybody has them.
const COLLECTED = path.join(__dirname, '../../../../../shared/cases/shapes.json');
interface Collected {
	readonly name: string;
	readonly item: { readonly json: Record<string, unknown>; readonly binary?: IBinaryKeyData };
	readonly prompt: string | null;
}

(existsSync(COLLECTED) ? describe : describe.skip)('collected shapes', () => {
	const shapes = existsSync(COLLECTED) ? (JSON.parse(readFileSync(COLLECTED, 'utf8')) as Collected[]) : [];

	it('each gives the text a person would route', () => {
		const wrong = shapes.flatMap(({ name, item, prompt }) => {
			const { text, pictures } = automaticPrompt(item.json, item.binary);
			const isRight = prompt?.startsWith('(')
				? text === '' && pictures.length > 0
				: prompt?.includes('(or null')
					? text !== ''
					: text === (prompt ?? '');
			return isRight ? [] : [{ name, prompt, text }];
		});
		expect(wrong).toEqual([]);
	});
});

describe('any item', () => {
	const words = (text: string) => text.match(/[\p{L}\p{N}]+/gu) ?? [];
	const names = fc.constantFrom(
		'text',
		'body',
		'message',
		'html',
		'subject',
		'from',
		'event',
		'type',
		'ts',
		'blocks',
		'messages',
		'data',
		'output',
		'content',
		'raw',
		'query',
		'headers',
		'title',
		'formMode',
		'submittedAt',
		'update_id',
		'chatInput',
		'__proto__',
		'a b',
	);
	const { item } = fc.letrec((tie) => ({
		leaf: fc.oneof(
			fc.string(),
			fc.lorem({ maxCount: 8 }),
			fc.integer(),
			fc.boolean(),
			fc.constant(null),
			fc.constant('{"text":"inner words"}'),
			fc.constant('bot_message'),
			fc.constant('1.5'),
		),
		value: fc.oneof({ depthSize: 'small' }, tie('leaf'), fc.array(tie('value'), { maxLength: 3 }), tie('item')),
		item: fc.dictionary(fc.oneof(names, fc.string()), tie('value'), { maxKeys: 6 }),
	}));

	it('never throws, and never says what the item does not', () => {
		fc.assert(
			fc.property(item, (json) => {
				const found = automaticPrompt(json, binaryOf({ data: 'image/png' }));
				const own = JSON.stringify(json).replaceAll(/\\[nrt]/g, ' ');
				// What HTML, Slack's markup and JSON escape is written otherwise.
				if (/[<&\\]/.test(own)) return;
				for (const word of words(found.text)) expect(own).toContain(word);
				for (const word of words(found.analyzed ?? '')) expect(found.text).toContain(word);
				if (found.path !== null && found.path.length === 1) expect(at(json, found.path)).not.toBeUndefined();
			}),
			{ numRuns: 2_000 },
		);
	});

	it('a reason that no text was found names fields without end, and quotes only their beginnings', () => {
		fc.assert(
			fc.property(item, (json) => {
				const { reason, message } = noText('no text', json, 'Enter');
				expect(reason.length).toBeLessThan(20 * 65 + 100);
				expect(message.length).toBeLessThan(20 * (61 + 45) + 1_000);
			}),
			{ numRuns: 500 },
		);
	});

	it.each([
		['letters', 'a'],
		['spaces', ' '],
		['angles', '<'],
		['links', '<a|'],
		['braces', '{"'],
		['lines', 'a\n'],
		['entities', '&amp;'],
	])('of a million %s', (_, piece) => {
		const text = `${piece.repeat(1_000_000)}.`;
		for (const json of [
			{ text },
			{ subject: 's', from: 'f', body: text },
			{ event_ts: '1.1', type: 'message', text },
			{ remark: text },
			{ html: text },
		]) {
			expect(automaticPrompt(json).text.length).toBeLessThanOrEqual(text.length);
			expect(noText('no text', json, 'Enter').message.length).toBeLessThan(1_000);
		}
	});

	it('however deep it is nested', () => {
		let json: Record<string, unknown> = { text: 'deep' };
		for (let depth = 0; depth < 20_000; depth++) json = { body: json, headers: {} };
		expect(automaticPrompt(json).text).toBe('');
		expect(noText('no text', json, 'Enter').message).toContain('no text');
	});
});
