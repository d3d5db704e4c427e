import { firstText, fieldsAt, isFields, type Fields, type Path } from './fields';
import type { Family } from './reading';

const MESSAGES = [
	'message',
	'edited_message',
	'channel_post',
	'edited_channel_post',
	'business_message',
	'edited_business_message',
	'guest_message',
] as const;

/** An update of Telegram's bots, or one of its messages by itself. */
export const readTelegram: Family = (json) => {
	const isUpdate = typeof json['update_id'] === 'number';
	const isMessage = json['message_id'] !== undefined && isFields(json['chat']);
	if (!isUpdate && !isMessage) return null;
	const prefixes: readonly Path[] = isMessage ? [[]] : MESSAGES.filter((name) => fieldsAt(json, [name]) !== null).map((name) => [name]);
	const texts = prefixes.flatMap((prefix) =>
		['text', 'caption', 'web_app_data'].map((name) => [...prefix, name, ...(name === 'web_app_data' ? ['data'] : [])]),
	);
	return {
		place: firstText(json, [...texts, ['callback_query', 'data'], ['inline_query', 'query'], ['chosen_inline_result', 'query']]),
		pictures: true,
		why: `it is a Telegram update without text${contentOf(fieldsAt(json, prefixes[0] ?? ['none']))}`,
	};
};

/** Names of what a message can hold in place of text; each is a field of that name. */
const CONTENTS = [
	'photo',
	'voice',
	'audio',
	'video',
	'video_note',
	'document',
	'sticker',
	'animation',
	'location',
	'contact',
	'poll',
] as const;

function contentOf(message: Fields | null): string {
	const content = CONTENTS.find((name) => message !== null && Object.hasOwn(message, name));
	if (content === undefined) return '';
	return content === 'photo' ? ' (photo); turn on Download Images/Files in Telegram Trigger' : ` (${content})`;
}
