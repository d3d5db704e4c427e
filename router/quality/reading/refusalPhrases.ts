/** Requests whose right answer may read like a refusal. */
export const ASKS_FOR_REFUSAL =
	/refus|declin|turn down|turning down|reject|apolog|say no\b|translat|übersetz|absag|ablehn|entschuldig|tradu|rechaz|recus|rifiut|scus|excuse|roleplay|role-play|sarcas/i;

/** Sentences with the words of a refusal that are none. */
export const FALSE_ALARMS =
	/\b(?:enough|too (?:highly|much|strongly)|can't wait|cannot wait|can't help (?:but|\w+ing)|cannot help (?:but|\w+ing)|can't go wrong|genug|assez|bastante|abbastanza|suficiente|i can't believe)\b/;

/** A start that a refusal often follows. */
export const APOLOGIES =
	/^\s*(?:(?:i'm|i am) (?:really |very |so )?sorry|sorry|(?:i )?apologi[sz]e|apologies|my apologies|unfortunately|as an ai|i'm an ai|i am an ai|es tut mir leid|tut mir leid|entschuldig|leider|als ki|je suis désolé|désolé|je m'excuse|malheureusement|en tant qu|lo siento|lamento|lamentablemente|como (?:modelo|ia|una ia|um)|desculp|sinto muito|infelizmente|mi dispiace|purtroppo|in quanto|no\b|nein|non)/;

const HELP =
	'(?:help|assist|provide|comply|fulfil|fulfill|answer|do that|do this|create|generate|write|share|give|offer|support|continue|engage|discuss|respond|access|browse|participate|complete|process|perform|produce|make|tell you|advise|satisfy|accommodate|facilitate|be of (?:help|assistance))';

/** Each looks at one sentence in lower case with straight apostrophes. */
export const REFUSALS: readonly RegExp[] = [
	// English
	new RegExp(
		`\\bi(?:'m| am)? (?:can't|cannot|can not|won't|will not|must decline|must refuse|not able to|unable to|not going to|not allowed to|not permitted to|not comfortable|not programmed to|not designed to) (?:to )?(?:really |currently |directly |actually )?(?:${HELP}|to ${HELP}|with|providing|helping|writing|creating|generating|discussing|assisting)\\b`,
	),
	/\b(?:sorry|apologies|unfortunately|apologi[sz]e),? (?:but )?(?:i )?(?:can't|cannot|unable to|not able to) (?:help|assist|do|comply|provide|answer|fulfil)/,
	/\bas an? (?:ai|large|artificial|language)[^.]{0,60}\bi (?:can't|cannot|can not|don't have|do not have|am unable|am not able|won't|am not allowed)/,
	/^\s*(?:i (?:must|have to) (?:respectfully )?(?:decline|refuse)|i (?:respectfully )?decline|i refuse to|i'd rather not|i would rather not|i prefer not to (?:continue|discuss|answer))/,
	/\b(?:against my (?:guidelines|programming|policy|policies)|violates? (?:my|our|openai's|the) (?:guidelines|policy|policies|content))/,
	/^\s*(?:this|that|your) (?:request|content|question) (?:can't|cannot|violates|goes against)/,
	// German
	/\b(?:ich )?(?:kann|darf|werde) (?:ich )?(?:ihnen |dir |euch )?(?:dabei |damit |hierbei |das |diese[rnms]? |bei )?[^.]{0,60}\bnicht (?:weiter ?)?(?:helfen|behilflich|beantworten|nachkommen|erfüllen|unterstützen|bereitstellen|erstellen|schreiben|tun|erfolgen|zur verfügung)/,
	/\b(?:nicht in der lage|außerstande|kann (?:ich )?(?:ihnen |dir )?keine (?:hilfe|auskunft|informationen|anleitung|unterstützung))/,
	/\bals (?:ki|künstliche|sprachmodell)[^.]{0,60}\b(?:kann ich|darf ich|habe ich) [^.]{0,40}(?:nicht|kein)/,
	// French
	/\bje ne (?:peux|puis|suis pas en mesure|suis pas autorisé|suis pas capable)[^.]{0,40}(?:aider|répondre|fournir|assister|satisfaire|faire|créer|écrire|générer|donner|de )/,
	/\ben tant qu(?:e|')[^.]{0,40}\bje ne (?:peux|puis|suis)/,
	// Spanish
	/\bno (?:puedo|podré|podría|me es posible|estoy en condiciones)[^.]{0,20}\b(?:ayudar|ayudarte|ayudarle|asistir|asistirte|proporcionar|responder|cumplir|hacer eso|hacerlo|crear|generar|escribir|ofrecer|brindar|dar)/,
	/\bcomo (?:modelo|ia|una ia|inteligencia)[^.]{0,60}\bno (?:puedo|tengo)/,
	// Portuguese
	/\bnão (?:posso|consigo|poderei|me é possível)[^.]{0,20}\b(?:ajudar|ajudá|auxiliar|fornecer|responder|atender|cumprir|fazer isso|criar|gerar|escrever|oferecer)/,
	/\bcomo (?:um modelo|uma ia|modelo|ia)[^.]{0,60}\bnão (?:posso|tenho|consigo)/,
	// Italian
	/\bnon (?:posso|sono in grado di|mi è possibile|potrò)[^.]{0,20}\b(?:aiutar|assister|fornir|risponder|soddisfar|farlo|fare|crear|generar|scriver|offrir|dar)/,
	/\b(?:in quanto|come) (?:ia|intelligenza|modello)[^.]{0,60}\bnon (?:posso|sono|ho)/,
];

/** From here on the answer is given after all. */
export const ANSWERS_AFTER_ALL =
	/\b(?:but|however|that said|still|instead|nevertheless)[,:]? (?:here(?:'s| is| are)|the (?:answer|capital|result|short answer)|based on|from (?:the|what)|in general|generally|according to|it is|it's|there (?:is|are)|you can|i can tell you|i can say)|\b(?:here's|here is|here are) (?:a|an|the|what|how|some)|\b(?:aber|jedoch|allerdings) (?:hier|die antwort|grundsätzlich|allgemein)|\bhier (?:ist|sind) |\b(?:mais|cependant|toutefois),? (?:voici|la réponse)|\bvoici |\b(?:pero|sin embargo),? (?:aquí|la respuesta)|\baquí (?:está|tienes|tiene) |\b(?:mas|porém|no entanto),? (?:aqui|a resposta)|\baqui (?:está|estão) |\b(?:ma|tuttavia),? (?:ecco|la risposta)|\becco /;
