/** Languages told apart by their commonest words; those with a script of their own need none. */
export const LANGUAGE_CODES: readonly string[] = ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'pl', 'tr', 'sv'];

/** Commonest words that few of the other languages share. */
export const STOP_WORDS: ReadonlyMap<string, string> = new Map([
	[
		'en',
		'the a as me i my give and of to is are was were what which how that this with for from you your my we they it be have has can should would will not if when who there their about please write does do an',
	],
	[
		'de',
		'es geht dir mir der die das und ist sind nicht ein eine einen einem einer eines mit für auf von zu im den dem des wie was wer warum ich du sie wir ihr mein dein auch wird werden kann können oder aber wenn bitte als nach bei über aus schreibe',
	],
	[
		'fr',
		'le la les des du est sont et un une dans pour que qui avec sur pas ne je tu il elle nous vous ce cette ces mon ma mes votre vos quel quelle comment pourquoi au aux plus mais ou où donc être avoir fait peux merci',
	],
	[
		'es',
		'el la los las un una unos de que y en es son por para con no se su lo como cómo qué cuál cuáles dónde pero más este esta estos mi tu sus está están del al hay muy ser puede puedes favor porque quién',
	],
	[
		'pt',
		'o a os as um uma de que e em é são por para com não se seu sua como qual quais onde mas mais este esta isso meu minha você do da dos das no na nos nas ao está muito ser pode favor porque quem',
	],
	[
		'it',
		'il lo la gli le un una di che e è in sono per con non si come cosa quale quali dove ma più questo questa mio mia tuo del della dei delle nel nella al alla sono anche essere può perché chi ciao',
	],
	[
		'nl',
		'de het een en van is zijn niet in op te dat die met voor aan ik je jij wij hoe wat waarom waar wie maar ook als naar kan kunnen door bij uit over mijn deze dit wordt worden geen',
	],
	[
		'pl',
		'i w na nie się z do jest to że co jak dla po przez od ale czy jako ten ta są być który która oraz tylko już może dlaczego gdzie kiedy proszę',
	],
	[
		'tr',
		've bir bu için ile ne nasıl neden mi mı da de çok daha olarak olan gibi ama veya ben sen biz var yok değil kadar sonra nerede hangi lütfen',
	],
	[
		'sv',
		'och att det är som en ett på för med av den inte till jag du vi hur vad varför han hon de om eller men kan ska från var har min din detta när vilken',
	],
]);
