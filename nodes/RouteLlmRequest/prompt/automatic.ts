import type { IBinaryKeyData } from 'n8n-workflow';

import { readChat } from './chat';
import { isFields, parsed, pathText, said, under, type Fields, type Path, type Place } from './fields';
import { readForm } from './forms';
import { readAnything } from './generic';
import { readMail } from './mail';
import type { Family, Reading } from './reading';
import { readSlack } from './slack';
import { readTelegram } from './telegram';
import { readWhatsApp } from './whatsApp';

/** What Automatic makes of an item. */
export interface AutomaticPrompt {
	/** '' where pictures are all there is. */
	readonly text: string;
	/** What of it is analyzed; `null`: all of it. */
	readonly analyzed: string | null;
	/** Where the text stands; `null`: there is none. */
	readonly path: Path | null;
	/** Binary fields whose pictures belong to it. */
	readonly pictures: readonly string[];
	/** What people should know. In our words alone. */
	readonly note: string | null;
	/** Without text: what the item is, where that is known. In our words alone. */
	readonly why: string | null;
}

/**
 * The prompt of an item as triggers and nodes emit them. What is known by its shape is read as what it is; of anything
 * else fields are taken by their names. Never throws, and never makes up a word.
 */
export function automaticPrompt(json: Fields, binary: IBinaryKeyData = {}): AutomaticPrompt {
	const reading = read(json);
	const { place } = reading;
	// What was only downloaded has left its message behind.
	const pictures = reading.pictures ?? Object.keys(json).length === 0;
	return {
		text: place?.text ?? '',
		analyzed: reading.analyzed === undefined || reading.analyzed === place?.text ? null : reading.analyzed,
		path: place?.path ?? null,
		pictures: pictures ? picturesOf(binary) : [],
		note: reading.note ?? null,
		why: place === null ? (reading.why ?? null) : null,
	};
}

/** What a request may hold, too. */
const POSTED: readonly Family[] = [readChat, readSlack, readTelegram, readWhatsApp, readForm, readMail];
const FAMILIES: readonly Family[] = [readWebhook, ...POSTED];

function read(json: Fields, families = FAMILIES): Reading {
	for (const family of families) {
		const reading = family(json);
		if (reading === null) continue;
		if (reading.place !== null || reading.why !== undefined) return reading;
		return { ...reading, place: readAnything(json) };
	}
	return { place: readAnything(json) };
}

/** n8n's Webhook and the triggers that hand on a request as it came: what was posted, then what the address asks. */
function readWebhook(json: Fields): Reading | null {
	if (!Object.hasOwn(json, 'body') || !['headers', 'query', 'webhookUrl'].some((name) => isWebhookField(json, name))) return null;
	const { body, query } = json;
	const inBody = typeof body === 'string' ? readPosted(body) : isContent(body) ? readInner(body) : null;
	if (inBody?.place != null) return { ...inBody, place: under(['body'], inBody.place) };
	const inQuery: Place | null = isFields(query) ? readAnything(query) : null;
	return {
		place: inQuery === null ? null : under(['query'], inQuery),
		why: inBody?.why ?? 'neither the body nor the query of the request holds text',
	};
}

/** A mail has headers and a body, too, but its body is text. */
function isWebhookField(json: Fields, name: string): boolean {
	return name === 'webhookUrl' ? Object.hasOwn(json, name) : isFields(json[name]) && !Object.hasOwn(json, 'subject');
}

function readPosted(body: string): Reading {
	const inner = parsed(body);
	const reading = inner === null ? null : readInner(inner);
	const text = said(body);
	return reading?.place != null ? reading : { place: text === null ? null : { text, path: [] } };
}

function readInner(value: object): Reading {
	return isFields(value) ? read(value, POSTED) : { place: readAnything(value) };
}

function isContent(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}

const MAX_PICTURES = 5;
/** What models read. Drawings in code, phone formats and scans in TIFF are refused. */
const READABLE = /^image\/(png|jpe?g|gif|webp)$/i;

function picturesOf(binary: IBinaryKeyData): string[] {
	const names = Object.keys(binary).filter((name) => READABLE.test(binary[name]?.mimeType ?? ''));
	return names.slice(0, MAX_PICTURES);
}

/** `prompt from body.text` */
export function fromWhere(path: Path): string {
	return `prompt from ${pathText(path)}`;
}
