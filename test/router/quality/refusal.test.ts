import { createRefusalCheck } from '../../../router/quality/refusal';
import { scoreOf } from '../../support/checks';

const check = createRefusalCheck({ severity: 'counts' });

describe('Refusal', () => {
	it.each([
		"I'm sorry, but I can't help with that.",
		'I’m sorry, but I can’t assist with that request.',
		"Sorry, I can't help with that.",
		'I cannot provide instructions for that.',
		"I'm unable to help with this.",
		'I am not able to assist with that request.',
		"I won't write that.",
		'As an AI language model, I cannot give medical advice.',
		"As an AI, I don't have access to real-time data.",
		'I apologize, but I cannot fulfill this request.',
		'Unfortunately, I cannot comply with that request.',
		'I must decline to answer.',
		'I must respectfully decline.',
		"I'd rather not continue this conversation.",
		'This request violates our content policy.',
		'I am sorry. I cannot create that content. Is there anything else?',
		'**I’m sorry**, but I cannot help with that.',
		"I can't help with that. However, I can tell you about safety in general if you like.",
		"I'm not comfortable discussing this.",
		'Es tut mir leid, aber dabei kann ich nicht helfen.',
		'Leider kann ich Ihnen dabei nicht helfen.',
		'Ich kann diese Anfrage nicht beantworten.',
		'Als KI-Sprachmodell kann ich das nicht beurteilen.',
		'Je suis désolé, mais je ne peux pas vous aider.',
		'Désolé, je ne peux pas répondre à cette demande.',
		"En tant qu'IA, je ne peux pas donner de conseil.",
		'Lo siento, pero no puedo ayudarte con eso.',
		'Lamentablemente, no puedo proporcionar esa información.',
		'Como modelo de lenguaje, no puedo opinar.',
		'Desculpe, mas não posso ajudar com isso.',
		'Infelizmente, não posso fornecer essas informações.',
		'Como um modelo de linguagem, não posso opinar.',
		'Mi dispiace, ma non posso aiutarti.',
		'Purtroppo non posso fornire queste informazioni.',
		'In quanto modello linguistico, non posso dare pareri.',
	])('rejects %j', async (text) => expect(await scoreOf(check, text, 'How does it work?')).toBe(0));

	it.each([
		'Canberra.',
		'391',
		'I cannot recommend this book enough.',
		"I can't recommend it highly enough to help you.",
		"I can't wait to help you with this!",
		"You can't go wrong with blue.",
		"I'm sorry for the confusion. The answer is 42.",
		'Sorry about that! Here is the corrected list.',
		'Sorry for your loss. Here is what to do first.',
		'Refusing politely is a skill: say that you cannot help and offer another time.',
		'The model said "I\'m sorry, but I can\'t help with that".',
		'"I\'m sorry, but I can\'t help with that" is a refusal.',
		'> I cannot help with that\n\nThis is a refusal.',
		'```js\nthrow new Error("I cannot help with that")\n```',
		'{"message":"I cannot help with that"}',
		'The function cannot provide a value here, so it returns null.',
		'Users cannot create accounts without an email.',
		'It depends. I cannot provide a number without the size, so assume 10: then it is 100.',
		"I'm sorry, but I can't access your files, but here is how you can find the largest one yourself: du -a | sort -n | tail -1, run in the folder.",
		"I can't help laughing at this joke.",
		'Unfortunately, the train was late and nobody could help.',
		'Apologies are hard to write. They should be short.',
		'Es tut mir leid für die Verwirrung. Die Antwort ist 42.',
		'Leider ist das nicht richtig: Die Hauptstadt ist Canberra.',
		'Ich kann das Buch nicht genug empfehlen, es wird helfen.',
		'Malheureusement, le train est en retard.',
		'Lo siento por la confusión. La respuesta es 42.',
		'Infelizmente, o trem atrasou.',
		'Purtroppo il treno è in ritardo.',
		'',
	])('accepts %j', async (text) => expect(await scoreOf(check, text, 'How does it work?')).toBe(1));

	it.each([
		'Write a polite refusal to an invitation',
		'Translate "Ich kann nicht helfen" to English',
		'How do I decline an offer?',
		'Schreibe eine Absage',
	])('does not judge an answer to %j', async (prompt) =>
		expect(await scoreOf(check, "I'm sorry, but I can't help with that.", prompt)).toBe('not_applicable'),
	);

	it('accepts a refusal of one part that a long answer follows', async () => {
		const text = 'I cannot give you legal advice. ';
		expect(await scoreOf(check, text + 'The notice period is three months. '.repeat(40), 'When?')).toBe(1);
		expect(await scoreOf(check, text, 'When?')).toBe(0);
	});
});
