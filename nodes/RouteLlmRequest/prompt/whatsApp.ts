import { at, firstText, isFields, listAt, under, type Fields, type Path, type Place } from './fields';
import type { Family } from './reading';

/** What WhatsApp Trigger gives, and what WhatsApp's servers post. */
export const readWhatsApp: Family = (json) => {
	const values = json['object'] === 'whatsapp_business_account' ? changesOf(json) : [{ value: json, path: [] }];
	const own = values.filter(({ value }) => isWhatsApp(value));
	if (own.length === 0) return null;
	const messages = own.flatMap(({ value, path }) =>
		listAt(value, ['messages']).map((message, index) => ({ message, path: [...path, 'messages', index] })),
	);
	const places = messages.flatMap(({ message, path }) => textOf(message, path) ?? []);
	const type = at(messages[0]?.message, ['type']);
	const kind = typeof type === 'string' && /^[a-z_]{1,20}$/.test(type) ? ` of type ${type}` : '';
	const why = messages.length === 0 ? 'it is a WhatsApp status update' : `it is a WhatsApp message${kind} without text`;
	return { place: joined(places), pictures: true, why };
};

interface Found {
	readonly value: Fields;
	readonly path: Path;
}

function changesOf(json: Fields): Found[] {
	return listAt(json, ['entry']).flatMap((entry, i) =>
		listAt(entry, ['changes']).flatMap((change, j) => {
			const value = at(change, ['value']);
			return isFields(value) ? [{ value, path: ['entry', i, 'changes', j, 'value'] }] : [];
		}),
	);
}

function isWhatsApp(value: Fields): boolean {
	return value['messaging_product'] === 'whatsapp' || at(value, ['metadata', 'phone_number_id']) !== undefined;
}

function textOf(message: unknown, path: Path): Place | null {
	const captions = isFields(message) ? Object.keys(message).map((name) => [name, 'caption']) : [];
	const found = firstText(message, [
		['text', 'body'],
		...captions,
		['button', 'text'],
		['interactive', 'button_reply', 'title'],
		['interactive', 'list_reply', 'title'],
		['interactive', 'nfm_reply', 'response_json'],
	]);
	return found === null ? null : under(path, found);
}

/** People write in short messages, and Meta may post several at once. */
function joined(places: readonly Place[]): Place | null {
	const [first] = places;
	return first === undefined ? null : { ...first, text: places.map(({ text }) => text).join('\n\n') };
}
