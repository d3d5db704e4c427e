import { at, fieldsAt, firstText, isFields, listAt, placeOf, said, under, type Fields, type Path, type Place } from './fields';
import type { Family, Reading } from './reading';

/** An event of Slack: as Slack Trigger gives it, as Slack's own servers post it, or a slash command. */
export const readSlack: Family = (json) => {
	const inner = fieldsAt(json, ['event']);
	if (json['type'] === 'event_callback' && inner !== null) return moved(readEvent(inner), ['event']);
	if (isCommand(json)) return { place: decoded(firstText(json, [['text']])), why: 'it is a Slack command without text' };
	return isEvent(json) ? readEvent(json) : null;
};

function isEvent(json: Fields): boolean {
	if (typeof json['type'] !== 'string') return false;
	const has = (...names: string[]) => names.some((name) => Object.hasOwn(json, name));
	return has('event_ts', 'client_msg_id') || (isTime(json['ts']) && has('channel', 'user', 'bot_id', 'team', 'blocks'));
}

function isTime(value: unknown): boolean {
	return typeof value === 'string' && /^\d+\.\d+$/.test(value);
}

function isCommand({ command, trigger_id, response_url }: Fields): boolean {
	return typeof command === 'string' && command.startsWith('/') && (trigger_id !== undefined || response_url !== undefined);
}

function readEvent(event: Fields): Reading {
	const { subtype } = event;
	if (subtype === 'message_deleted') return { place: null, why: 'it tells that a Slack message was deleted' };
	const edited = subtype === 'message_changed' || subtype === 'message_replied' ? fieldsAt(event, ['message']) : null;
	const place = edited === null ? messageOf(event) : under1(messageOf(edited), ['message']);
	return { place, pictures: true, why: whyNot(event) };
}

function whyNot(event: Fields): string {
	const why = 'it is a Slack event without text';
	return listAt(event, ['files']).length > 0 ? `${why}; for its files, turn on Download Files in Slack Trigger` : why;
}

/** The text; apps often leave it empty and fill blocks or attachments. */
function messageOf(message: Fields): Place | null {
	return (
		decoded(firstText(message, [['text']])) ??
		placeOf(blocksText(listAt(message, ['blocks'])), ['blocks']) ??
		placeOf(attachmentsText(listAt(message, ['attachments'])), ['attachments'])
	);
}

function moved(reading: Reading, prefix: Path): Reading {
	return { ...reading, place: under1(reading.place, prefix) };
}

function under1(place: Place | null, prefix: Path): Place | null {
	return place === null ? null : under(prefix, place);
}

function decoded(place: Place | null): Place | null {
	return place === null ? null : { ...place, text: slackText(place.text) };
}

/** What people see of Slack's own markup: `<https://ex.com|docs>` is a link, `&lt;` a sign. Who is mentioned by ID stays an ID. */
export function slackText(text: string): string {
	return text.replace(/<([^<>|]+)\|([^<>|]*)>|<((?:https?:|mailto:)[^<>|]+)>|&(lt|gt|amp);/g, (all, target, label, link, sign) => {
		if (typeof sign === 'string') return SIGNS[sign] ?? all;
		if (typeof link === 'string') return link.replace(/^mailto:/, '');
		return labelled(String(target), String(label));
	});
}

const SIGNS: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&' };

function labelled(target: string, label: string): string {
	if (/^[#@!]/.test(target)) return /^[#@!]/.test(label) || label === '' ? label : `${target.startsWith('#') ? '#' : '@'}${label}`;
	const address = target.replace(/^mailto:/, '');
	return label === '' || label === address ? address : `${label} (${address})`;
}

const MAX_DEPTH = 8;

/** The words of Block Kit: sections, headers and rich text. */
function blocksText(blocks: readonly unknown[], depth = 0): string {
	if (depth > MAX_DEPTH) return '';
	return blocks
		.flatMap((block) => (isFields(block) ? [blockText(block, depth)] : []))
		.filter((line) => line.trim() !== '')
		.join('\n');
}

function blockText(block: Fields, depth: number): string {
	const text = at(block, ['text']);
	const own = typeof text === 'string' ? text : said(at(text, ['text']));
	if (own !== null) return slackText(own);
	const elements = listAt(block, ['elements']);
	const isLine = typeof block['type'] === 'string' && /^rich_text_(section|quote|preformatted)$/.test(block['type']);
	const inner = isLine ? elements.map((element) => (isFields(element) ? wordsOf(element) : '')).join('') : blocksText(elements, depth + 1);
	return [inner, blocksText(listAt(block, ['fields']), depth + 1)].filter((part) => part !== '').join('\n');
}

/** One piece of a line of rich text. */
function wordsOf(element: Fields): string {
	const { type, text, url, name, user_id, range } = element;
	if (typeof text === 'string') return typeof url === 'string' && url !== text ? `${text} (${url})` : text;
	if (typeof url === 'string') return url;
	if (type === 'emoji' && typeof name === 'string') return `:${name}:`;
	if (type === 'broadcast' && typeof range === 'string') return `@${range}`;
	return typeof user_id === 'string' ? `<@${user_id}>` : '';
}

function attachmentsText(attachments: readonly unknown[]): string {
	return attachments
		.flatMap((attachment) => {
			const blocks = blocksText(listAt(attachment, ['blocks']));
			const text = blocks === '' ? firstText(attachment, [['text'], ['fallback'], ['title']])?.text : blocks;
			return text === undefined ? [] : [slackText(text)];
		})
		.join('\n');
}
