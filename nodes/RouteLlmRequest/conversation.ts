import type { IExecuteFunctions } from 'n8n-workflow';

import { halfCharacterAt } from '../../router/request/halfCharacter';
import type { ContentPart, Message } from '../../router/request/request';
import type { RouteOptions, RouteOutcome } from '../../router/routeTypes';
import { textOf } from '../../router/request/userText';
import { openChatMemory, type ChatMemory } from '../shared/chatMemory';
import { halfCharacter, WHOLE_CHARACTERS } from '../shared/values';

import { keptHistory, readImages } from './parameters/conversation';
import type { Asked, ImageFields, NodeSettings, Prompt } from './settings';

/** One item's part in a conversation: what is asked, with all that comes before it. */
interface Conversation {
	readonly request: RouteOptions['request'];
	/** Run-level messages. */
	readonly hints: readonly string[];
	/** Keeps an answered turn in the connected Memory. Gives run-level messages where that fails. */
	keep(outcome: RouteOutcome): Promise<readonly string[]>;
}

interface ConverseOptions {
	readonly ctx: IExecuteFunctions;
	readonly settings: NodeSettings;
	readonly asked: Asked;
	readonly itemIndex: number;
	/** Whether any model of the node may read pictures. */
	readonly seesImages: boolean;
}

/** Gathers what is sent for one item. What cannot be had costs no other item anything. */
export async function converse(options: ConverseOptions): Promise<Conversation> {
	const { ctx, settings, asked, itemIndex } = options;
	const { prompt, history } = asked;
	const { format } = settings;
	if (prompt.kind === 'none' && !prompt.isEmpty) return withoutPrompt(prompt);
	if (history.kind === 'unreadable') return silent({ kind: 'bad_input', reason: history.reason });
	const pictures = picturesFor(options);
	const images = await readImages(ctx, itemIndex, pictures.fields, settings.operation === 'routeAndAnswer');
	if (prompt.kind === 'none' && images.kind === 'images' && images.parts.length === 0) return withoutPrompt(prompt, pictures.notes);
	if (images.kind === 'unreadable') return silent({ kind: 'bad_input', reason: images.reason });
	const memory = settings.conversation === 'memory' ? await remembered(ctx, itemIndex) : null;
	const before = memory?.memory?.history ?? history.messages;
	const { text, analyzed, fixed, from } = prompt.kind === 'text' ? prompt : PICTURE_ALONE;
	const messages = messagesOf(settings, { prompt: text, before, images: images.parts });
	const broken = isSent(settings) ? brokenIn(messages) : null;
	if (broken !== null) return silent({ kind: 'bad_input', reason: broken });
	const notes = [...(from === null ? [] : [from]), ...pictures.notes, ...(memory?.notes ?? []), ...images.notes];
	const needs = { wantsJsonSchema: false, wantsTools: false, roomTokens: settings.roomTokens };
	return {
		request: {
			kind: 'request',
			request: {
				messages,
				...(analyzed !== null && { analyzed }),
				...(fixed.length > 0 && { fixed }),
				...(format !== null && { responseFormat: format.format }),
				...needs,
			},
			...(notes.length > 0 && { notes }),
		},
		hints: memory?.hints ?? [],
		keep: (outcome) => keepTurn(memory?.memory ?? null, text === '' ? IN_MEMORY : text, outcome),
	};
}

/** The item has no text, and what it has is asked by itself. */
const PICTURE_ALONE = { text: '', analyzed: null, fixed: [], from: 'no text, so the picture alone is the prompt' };
/** A Memory keeps no pictures, and no provider takes an empty turn. */
const IN_MEMORY = '(a picture)';

function withoutPrompt({ reason, message }: Extract<Prompt, { kind: 'none' }>, notes: readonly string[] = []): Conversation {
	return silent({ kind: 'no_prompt', reason: [reason, ...notes].join('; '), message: [...notes, message].join('; ') });
}

interface Pictures {
	readonly fields: ImageFields;
	readonly notes: readonly string[];
}

/** Whoever fills in Image Fields knows best. Otherwise the pictures of a message come along, where somebody can look at them. */
function picturesFor({ settings: { images }, asked: { prompt }, seesImages }: ConverseOptions): Pictures {
	const names = prompt.pictures;
	if (images.kind !== 'none' || names.length === 0) return { fields: images, notes: [] };
	if (seesImages) return { fields: { kind: 'named', names }, notes: [] };
	return { fields: images, notes: ['its pictures were not sent, because no model here reads images'] };
}

/** Whether a provider is to see the messages. */
function isSent({ operation, strategy, embeddingModelId }: NodeSettings): boolean {
	return operation === 'routeAndAnswer' || strategy.callsToChoose === true || embeddingModelId !== null;
}

/** What no provider would take, found before it is paid for. Names the place, quotes nothing. */
function brokenIn(messages: readonly Message[]): string | null {
	for (const [index, message] of messages.entries()) {
		const half = halfCharacterAt(textOf(message));
		const field = index === messages.length - 1 ? 'the prompt' : 'a message before the prompt';
		if (half !== null) return `${field} ${halfCharacter(half)}. ${WHOLE_CHARACTERS}`;
	}
	return null;
}

function silent(request: RouteOptions['request']): Conversation {
	return { request, hints: [], keep: () => Promise.resolve([]) };
}

interface Sent {
	readonly prompt: string;
	readonly before: readonly Message[];
	readonly images: readonly ContentPart[];
}

function messagesOf({ systemMessage, historyLimit }: NodeSettings, { prompt, before, images }: Sent): Message[] {
	const words: readonly ContentPart[] = prompt === '' ? [] : [{ kind: 'text', text: prompt }];
	const content: Message['content'] = images.length === 0 ? prompt : [...words, ...images];
	return [
		...(systemMessage === null ? [] : [{ role: 'system', content: systemMessage } as const]),
		...keptHistory(before, prompt, historyLimit),
		{ role: 'user', content },
	];
}

interface Remembered {
	readonly memory: ChatMemory | null;
	readonly notes: readonly string[];
	readonly hints: readonly string[];
}

/** Without its memory an item is still answered, and says so: a lost answer would be worse than a forgetful one. */
async function remembered(ctx: IExecuteFunctions, itemIndex: number): Promise<Remembered> {
	try {
		return { memory: await openChatMemory(ctx, itemIndex), notes: [], hints: [] };
	} catch (error) {
		return {
			memory: null,
			notes: ['the connected Memory could not be read, so no earlier messages were sent'],
			hints: [`The connected Memory could not be read, so the model got only the prompt: ${messageOf(error)}`],
		};
	}
}

async function keepTurn(memory: ChatMemory | null, prompt: string, outcome: RouteOutcome): Promise<readonly string[]> {
	if (memory === null || outcome.kind !== 'answered') return [];
	try {
		await memory.save({ prompt, answer: outcome.answer.text });
		return [];
	} catch (error) {
		return [`The connected Memory could not keep the answered turn: ${messageOf(error)}`];
	}
}

/** n8n says that a sub-node failed in the message, and why in the description. */
function messageOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const description: unknown = 'description' in error ? error.description : null;
	return typeof description === 'string' && description !== '' ? `${error.message}: ${description}` : error.message;
}
