/**
 * What people do not read here, and what they read instead. The rule below keeps it out of panel, hints, errors and
 * reasons; test/docs/words.test.ts keeps it out of docs and examples.
 */
export const FORBIDDEN = [
	[/\bpatience\b/i, 'Max Wait Time'],
	[/\baccept from\b/i, 'Minimum Score'],
	[/\broom for the answer\b/i, 'Reserved Output Tokens'],
	[/\broute nothing\b/i, 'Bypass Routing'],
	[/\bFeedback Loop\b/, 'Learning'],
	[/\bdearer\b/i, 'more expensive'],
	[/\b(leaves?|leaving|left) by\b/i, 'is sent to the output'],
	[/\b(leaves?|leaving|left) nowhere\b/i, 'was dropped'],
	[/\b(comes?|came|coming) to\b/i, 'results in, total'],
	[/\b(goes|went|going) on\b/i, 'continues, is used instead'],
	[/\bgo on\b/i, 'continue'],
	[/\b(stands?|stood) (?!for\b|in for\b|out\b|up\b|-?alone\b)/i, 'is'],
	[/\bin play\b/i, 'enabled'],
	[/\bleft alone\b/i, 'on cooldown'],
	[/\bchance (chose|chooses?|has chosen)\b/i, 'sampled at random'],
	[/\bleft to chance\b/i, 'sampled at random'],
	[/\b(is|are|was|were) no (valid )?JSON\b/i, 'is not valid JSON'],
	[/\bfor want of\b/i, 'due to'],
	[/\b(goes?|going|went) before\b/i, 'overrides'],
	[/\bbeside\b/i, 'compared with, next to'],
];

/** `"stands" → is`, for each that the text has. */
export function forbiddenIn(text) {
	return FORBIDDEN.flatMap(([pattern, instead]) => {
		const found = pattern.exec(text);
		return found === null ? [] : [{ found: found[0].trim(), instead }];
	});
}

/** A code, a path or a field's name is no text: people read sentences and titles. */
function isRead(text) {
	return /\s/.test(text) || /^[A-Z][a-z]/.test(text);
}

export default {
	meta: { type: 'suggestion', schema: [], messages: { word: '"{{found}}" is not how n8n says it: write {{instead}}.' } },
	create(context) {
		const check = (node, text) => {
			if (!isRead(text)) return;
			for (const data of forbiddenIn(text)) context.report({ node, messageId: 'word', data });
		};
		return {
			Literal(node) {
				const parent = node.parent?.type ?? '';
				if (typeof node.value === 'string' && !parent.startsWith('Import') && !parent.startsWith('Export')) check(node, node.value);
			},
			TemplateElement(node) {
				check(node, node.value.cooked ?? node.value.raw);
			},
		};
	},
};
