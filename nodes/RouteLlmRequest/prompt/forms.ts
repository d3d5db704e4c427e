import { placeOf, plainName, type Fields, type Place } from './fields';
import type { Family } from './reading';
import { sentences } from './sentence';

/** n8n's Form Trigger: its fields are named by the labels that people read, in any language. */
export const readForm: Family = (json) => {
	if (!Object.hasOwn(json, 'formMode') || !Object.hasOwn(json, 'submittedAt')) return null;
	const answers = Object.fromEntries(Object.entries(json).filter(([name]) => !OWN.has(name)));
	const place = byLabel(answers) ?? sentences(answers)[0] ?? onlyText(answers);
	return { place, why: 'no field of the form holds a sentence' };
};

const OWN: ReadonlySet<string> = new Set(['submittedAt', 'formMode', 'formQueryParameters', 'llmRoute']);

/** What a field for the request itself is called, the surest first. */
const LABELS = [
	/question|frage|pregunta|domanda|pergunta|vraag/,
	/prompt|message|nachricht|mensaje|messaggio|mensagem|bericht/,
	/request|anfrage|anliegen|demande|solicitud|richiesta|pedido|inquiry|enquiry|query/,
	/howcanwehelp|whatdoyouneed|problem|issue|describe|description|beschreib|descri/,
	/comment|kommentar|feedback|details|text/,
];

/** The longest answer under the surest label. */
function byLabel(answers: Fields): Place | null {
	for (const label of LABELS) {
		const found = Object.entries(answers).flatMap(([name, value]) => {
			return label.test(plainName(name)) ? (placeOf(value, [name]) ?? []) : [];
		});
		const [longest] = found.toSorted((a, b) => b.text.length - a.text.length);
		if (longest !== undefined) return longest;
	}
	return null;
}

function onlyText(answers: Fields): Place | null {
	const texts = Object.entries(answers).flatMap(([name, value]) => placeOf(value, [name]) ?? []);
	return texts.length === 1 ? (texts[0] ?? null) : null;
}
