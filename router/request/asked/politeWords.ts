/**
 * Words of politeness by what they are, in English, German, French, Spanish, Portuguese, Italian, Dutch, Polish,
 * Turkish and Russian. Accents and case do not matter. None of them names a task or a subject: a stretch made of them
 * alone says nothing of what is asked. No word that asks (why, how), chooses (or) or binds (only, without) is in.
 */
export const POLITE_WORDS = {
	/** Begin a salutation; a name may follow. */
	greeting: `hi hey hello hiya heya howdy yo greetings dear hallo moin servus gruezi liebe lieber liebes geehrte geehrter werte werter verehrte hallihallo bonjour bonsoir salut coucou
		cher chère chers chères hola buenas estimado estimada estimados estimadas querido querida queridos queridas olá oi prezado prezada prezados prezadas caro cara caros ciao
		salve buongiorno buonasera gentile gentili gentilissimo egregio egregi cari care spettabile hoi goedemorgen goedemiddag goedenavond goedendag geachte lieve dag cześć
		witam witaj hej szanowni szanowny szanowna drogi droga drodzy siema merhaba merhabalar selam selamlar günaydın sayın sevgili değerli здравствуйте здравствуй привет
		приветствую уважаемые уважаемый уважаемая дорогие дорогой дорогая`,
	/** Stand before anything without a comma: "hey can you …", "please write …". */
	opening: `hi hey hiya heya please pls plz bitte svp proszę lütfen пожалуйста`,
	/** Make a stretch polite by themselves. */
	polite: `sorry apologies apology apologise apologize apologizing excuse pardon bother bothering disturb disturbing disturbance interrupt interrupting intrude intruding hope hoping
		thank thanks thankyou thankful grateful appreciate appreciated appreciation thx tks ty tysm rush hurry welcome kindly please pls plz obliged inconvenience worries goodbye
		cheers stress pressure danke dank bitte entschuldigung entschuldige entschuldigen entschuldigt verzeihung verzeihen verzeih leid störe stören störung hoffe hoffen
		hoffentlich wünsche wünschen freue freuen grüß eilt eile eilig tschüss merci remercie remercions remerciant remerciements désolé désolée désolés excusez pardonnez
		déranger dérange dérangement espère espérons espérant souhaite souhaitons plaît plait svp stp gracias agradezco agradecemos agradecería agradeceré agradecido agradecida
		perdón perdona perdone perdonen disculpa disculpe disculpen disculpad disculpas molestar molestarle molestarte molestia molestias lamento espero esperamos deseo prisa
		obrigado obrigada obrigados agradeço desculpe desculpa desculpem desculpas perdão incomodar incômodo incomodo desejo gentileza pressa valeu grazie ringrazio ringraziamo
		ringraziando scusa scusi scusate scusami scuse perdonate disturbare disturbarla disturbarti disturbo disturbi spero speriamo auguro cortesia fretta bedankt dankjewel
		dankuwel alvast excuses storen stoor hoop hopelijk wens alstublieft alsjeblieft aub haast dziękuję dziękujemy dzięki przepraszam przepraszamy proszę wybacz wybaczcie
		przeszkadzam przeszkadzać przeszkadzania przeszkadzanie nadzieję życzę pośpiechu spieszy teşekkür teşekkürler sağol sağolun özür dilerim kusura rahatsız umarım rica
		lütfen acelesi acele kolay gelsin спасибо благодарю благодарен благодарна признателен признательна извините извини извиняюсь простите прости прощения беспокою
		беспокойство беспокоить побеспокоить отвлекаю надеюсь желаю пожалуйста спешки торопитесь forgive bothered pester pestering nag nagging spam spamming interruption
		intrusion unannounced congrats enjoy cheerio merry scuso aguardo riscontro attesa wdzięczny wdzięczna wdzięczni благодарны побеспокоил побеспокоила тревожу dankeschön
		dankbar verbunden herzlichen servus stressen hetzt gêne gênant reconnaissant reconnaissante obligé gré molesto incomode incomodando grato grata abusar abuso riconoscente
		dankbaar erkentelijk müteşekkirim minnettarım zahmet affedersiniz affedersin sabrınız ilginiz удачи здоровья признательны будьте добры любезны quedo espera aguardando agradeciendo agradecendo danken bedanke bedanken dziękując благодарим teşekkürlerimi sevinirim iletirim iletiriz typos prie prions disposición disposition disposizione disposição verfügung beschikking dyspozycji hizmetinizdeyim`,
	/** Thank, excuse or hope: a sentence that does is no request, and may hold a word of its own. */
	act: `sorry apologies apology apologise apologize excuse hope hoping wishing thank thanks thankyou thx grateful appreciate danke dank entschuldigung entschuldige entschuldigen
		hoffe hoffen hoffentlich merci remercie remercions désolé désolée espère espérons gracias agradezco agradecemos disculpa disculpe disculpen perdón perdona perdone lamento
		espero esperamos obrigado obrigada agradeço desculpe desculpa desculpem grazie ringrazio scusa scusi scusate spero speriamo bedankt dankjewel excuses hoop dziękuję
		dziękujemy dzięki przepraszam przepraszamy nadzieję teşekkür teşekkürler özür umarım спасибо благодарю извините извини простите надеюсь excusez pardonnez pardon perdonen
		perdoa perdão disculpad scuso perdonate verzeihung verzeihen verzeih wünsche wünschen freue freuen forgive appreciated wish merry sorryyy entschuldigt wybacz wybaczcie
		witam życzę желаю извиняюсь прошу enjoy souhaite souhaitons deseo desejo auguro wens wdzięczny wdzięczna grato grata reconnaissant reconnaissante dankbar благодарен
		благодарна riconoscente agradecido agradecida`,
	/** Open a farewell; names, a company and a phone may stand below. */
	farewell: `regards wishes sincerely faithfully truly respectfully cordially warmly cheers thanks thank thx tks ty ta best yours bye rgds br kr danke dank grüße gruß grüßen lg mfg vg
		bg hochachtungsvoll cordialement sincèrement salutations respectueusement amicalement bises bisous merci bientôt saludos saludo atentamente abrazo abrazos gracias
		atenciosamente cordialmente cumprimentos abraço abraços beijos beijo besos saudações respeitosamente obrigado obrigada saluti cordialità grazie groet groeten groetjes mvg
		bedankt pozdrawiam pozdrawiamy pozdrowienia poważaniem dziękuję dzięki saygılarımla saygılarımızla saygılar selamlarımla sevgiler teşekkürler уважением пожеланиями
		спасибо att atte attn cdlt cdt slds abs abraços affectionately fondly warmest hugs xoxo xx hartelijks vlg herzlichst beijinhos un atentos muchos besitos krgds rgrds appreciated`,
	/** Polite beside a time: a good morning, a nice weekend. */
	nice: `good nice great lovely wonderful fantastic pleasant happy sunny relaxing guten gute guter gutes schönen schönes schöne schöner angenehmen bon bonne belle bel excellent
		excellente agréable buen buena buenos buenas feliz excelente lindo linda bom boa ótimo ótima buon buona bella felice goede fijn fijne prettig prettige mooi mooie dobry
		dobrego dobrej dobra miłego miłej miły udanego udanej iyi güzel hayırlı добрый доброе доброго доброй хороший хорошего хорошей хороших приятного приятных awesome super
		tolle tollen tolles toller ruhigen ruhiges erholsames sonniges frohes frohe angenehme joyeuse joyeux joyeuses bons bonnes douce lindos lindas ótimos bueno boas buone
		buoni ottima ottimo splendida splendido leuke leuk lekker wesołych spokojnego spokojnej mutlu harika счастливого удачного прекрасного отличного`,
	/** Polite beside a nice word, or beside whoever is spoken to. */
	time: `morning afternoon evening night day week weekend weekends holiday holidays time minute minutes moment sec second chance forward care patience effort attention
		consideration trouble mind know monday tuesday wednesday thursday friday saturday sunday christmas easter tag tage morgen abend nachmittag vormittag mittag nacht woche
		wochenende feiertage zeit mühe geduld verständnis unterstützung journée soirée soir midi matin matinée semaine temps instant fin disponibilité día días tarde tardes noche
		noches semana tiempo momento minuto atención paciencia dia dias noite noites tempo atenção paciência fim final giornata serata pomeriggio mattina mattinata sera settimana
		fine attimo attenzione pazienza disponibilità middag avond tijd minuut moeite dzień dnia wieczór wieczoru popołudnia poranek tygodnia weekendu chwila chwilę chwili czas
		gün günler günü akşam akşamlar gece geceler sabah sabahlar hafta haftalar vakit dakika день дня дней утро утра вечер вечера ночи неделя недели выходные выходных время
		времени минутку минута минуту минутка внимание терпение lunchtime noon midday hour hours mornings evenings vacation vacations summer winter spring autumn today tomorrow
		sonntag montag dienstag mittwoch donnerstag freitag samstag start urlaub ferien feierabend tages arbeitstag weihnachten ostern dimanche lundi mardi mercredi jeudi
		vendredi samedi heure vacances fêtes domingo lunes martes miércoles jueves viernes sábado finde vacaciones jornada feriado férias quarta quinta sexta domenica lunedì
		martedì mercoledì giovedì venerdì sabato ora vacanze lavoro zondag maandag dinsdag woensdag donderdag vrijdag zaterdag weekje vakantie uur niedzieli niedziela
		poniedziałek wtorek środa czwartek piątek sobota urlopu godzinie pazar pazartesi salı çarşamba perşembe cuma cumartesi tatil tatiller haftanız выходной выходного
		воскресенье понедельник вторник среду четверг пятницу субботу вечером утром минуточку дело çalışmalar çalışmalar mesailer работы`,
	/** What an announcement is of: "a quick question", "I need help". */
	request: `question questions query help favor favour request assistance advice problem issue thing ask hand urgent asap frage fragen hilfe helfen anliegen sache anfrage rat
		dringend aide aider aidez demande problème souci conseil coup pregunta preguntas consulta duda ayuda ayudar ayudarme ayúdame ayúdeme problema urgente pergunta perguntas
		dúvida dúvidas ajuda ajudar ajude questão pedido domanda domande aiuto aiutare aiutarmi aiutatemi richiesta dubbio consiglio favore piacere vraag vraagje vragen hulp
		helpen verzoek probleem pytanie pytanko pytania pomoc pomocy pomóc pomóż prośba prośbę pilne sprawa soru sorum soruyu yardım yardımcı yardımınıza acil sorun подскажите
		подскажи скажите вопрос вопросик вопросы помощь помогите помочь помоги просьба проблема срочно совет quickie fyi inquiry clarification clarify input guidance pointer
		pointers rückfrage bitte verständnisfrage hilfestellung précision renseignement besoin inquietud aclaración cuestión orientação esclarecimento informazione info
		chiarimento inlichting informatie zapytanie sprawę подсказка подскажет поможете нужна`,
	/** Who is spoken to; a name may follow. */
	addressee: `sir sirs madam maam mr mrs ms miss mx dr prof professor team all everyone everybody folks guys friend friends colleague colleagues support staff crew ladies gentlemen
		there assistant bot chatgpt gpt claude gemini copilot ai buddy mate damen herren herr herrn frau kollege kollegen kollegin kolleginnen leute alle allerseits zusammen
		madame monsieur mesdames messieurs mme équipe tous toutes collègues amis ami señor señora señores señoras señorita sr sra equipo todos todas amigos amigo colegas
		compañeros senhor senhora senhores equipe equipa pessoal gente galera signor signora signori signore sig dott dottore dottoressa tutti tutte colleghi amici squadra heer
		heren mevrouw meneer dames collega collegas allen allemaal iedereen państwo państwa pan pani panie panowie zespole zespół koledzy wszystkim wszyscy bey hanım arkadaşlar
		ekip ekibi herkese yetkili hocam господа коллеги друзья команда всем все господин госпожа yall peeps gang crowd community group both champs kinders jungs mädels truppe
		kollegium tlm chef patron maître docteur doc jefe jefa chicos chicas muchachos turma chefe ragazzi ragazze capo mensen jongens szefie ekipo ludzie millet abi abla ребята
		народ шеф`,
	/** Whoever is spoken to, as a pronoun. */
	you: `you your yours u ur ya sie ihnen ihr ihre ihren ihrem ihrer du dich dir dein deine deiner deinen euch euer eure vous votre vos tu te toi ton ta tes usted ustedes tú ti
		tus su sus le les você vocês voce teu tua seu sua seus suas lhe lei suo tuo voi vostro vostra vi je jij jou jouw uw jullie ty cię ci ciebie tobie wy wam was pana panią
		twoja twoje siz sizi size sizin sen seni sana senin вы вас вам вами ваш ваша ваше вашу вашей вашем ваши ты тебя тебе твой`,
	/** Known beside "your": "thank you for your message". */
	theirs: `message mail email reply response answer feedback call letter support work nachricht antwort rückmeldung réponse retour courriel mensaje respuesta correo mensagem
		resposta messaggio risposta riscontro bericht antwoord reactie wiadomość odpowiedź mesajınız cevabınız yanıtınız ответ сообщение письмо help hilfe note notes question
		concern replies explanation explanations quick prompt understanding cooperation kindness hospitality assistance guidance input advice erklärung hilfsbereitschaft hinweis
		compréhension explications gentillesse comprensión explicación compreensão explicação comprensione spiegazione begrip uitleg zrozumienie wyjaśnienie anlayışınız açıklama
		понимание объяснение understanding patience kindness`,
	/** A name may follow: "my name is …". */
	naming: `name heiße heisse appelle llamo nombre nome chiamo naam nazywam imię adım ismim зовут`,
	/** Stand alone before a comma: "ok, …". */
	interjection: `ok okay okey alright right great perfect so well anyway hmm um uh gut super prima also tja bien bon vale bueno genial perfecto certo perfeito beleza allora bene perfetto
		goed mooi dobra dobrze tamam peki хорошо отлично ладно fyi btw`,
	/** Join what was polite with what is asked. */
	link: `but and so anyway aber und doch mais et pero y mas e ma maar en ale i ama ve но и а however yet though that anyways nur jedoch deshalb donc par contre sin embargo porém
		però echter dus jednak więc fakat ancak однако поэтому так`,
	/** What follows a greeting without a comma. */
	opener: `can could would will how what why when where who are do does did i im we my our is there any please kann kannst können könnten könntest könnt wie was warum wann wo wer
		ich wir mein meine unser bitte gibt comment pourquoi pouvez peux pourriez je j nous mon ma avez puedes puede podrías podría necesito cómo tengo quiero mi pode poderia
		preciso como tenho gostaria meu minha puoi può potresti potrebbe come ho vorrei mio mia kun kunt kan hoe waarom ik wij mijn jak czy mam mój moja nasıl neden как можете
		почему я мы у мой подскажите`,
	/** Everything between. */
	fill: `i m im am ive we re us our my me mine a an the this that these those it its to of on in at for from with by about and as so very much really quite just also again too any
		some every each more lot lots ton bunch million heaps is are be been being was were have has had having got get getting give giving take taking do doing does will would
		could can may might shall ll ve d s t don didn let lets if when whenever while once well fine ok okay today tonight tomorrow yesterday monday tuesday wednesday thursday
		friday saturday sunday mondays fridays late early busy long now then still already advance quick quickly small short brief little tiny simple another one last next no not
		all needed need needs possible sure soon later back here there hearing hear look looking forward free stay safe enjoy rest wonder wondering around kind kindest warm
		warmest many most since because trying anything something nothing everything else see busier restful things find finds finding reaching out writing appreciated following
		below regarding hand great nice new come comes coming start end pleasure spare ich wir mir mich uns mein meine eine einen einem einer ein der die das den dem des es ist
		sind war bin habe haben hat hätte hätten hab kann kannst können könnte könnten könntest würde würden wäre mal kurz kurze kurzen kleine kleiner schnelle schnell noch
		nochmal nochmals eben gerade sehr ganz recht herzlich herzliche herzlichen herzlichst vorab voraus auf aus für von vom zu zur zum mit bei und dass geht gut alles wieder
		heute gestern montag dienstag mittwoch donnerstag freitag samstag sonntag freitagnachmittag vielen viele beste besten tausend kein keine keinen nicht stress jetzt schon
		einmal nächste nächsten später spät bald folgende folgendes folgenden hier dazu da wenn falls ginge gerne gern lass freundliche freundlichen freundlichem lieben liebe
		sonnige wünsch machen tut mach brauche wohl je j nous moi mon ma mes notre nos le la les l un une de du à au aux en et pour par avec ce cet cette c ça ceci que qu est
		êtes suis sont sera serait soit avez ai avoir être ayez pourriez pouvez peux peut tout très bien petit petite rapide rapidement vite beaucoup infiniment mille grand
		grande avance encore si il y n ne pas plus allez allé va vas aujourd hui demain lundi mardi mercredi jeudi vendredi samedi dimanche agréer expression sentiments
		distingués distinguées meilleures meilleurs meilleure veuillez attente dans lire voici suivante suivant cordiales besoin passez prenez sincères après car juste vais jours
		yo mi mis nuestro nuestra el los las una unos unas lo del al e por para con está esté estén estás sea son soy estoy siento tengo tiene tienes he ha hacer haber muy mucho
		mucha muchas muchos mil todo toda gran rápida rápido rapidita pequeña pequeño breve antemano adelantado hoy mañana ayer lunes martes miércoles jueves viernes sábado
		domingo hay puede puedes podría podrías cuando pueda puedas aquí siguiente tenga tengas tengan quedo espera cordial necesito otra este esta quisiera hacerle hacerte tan
		se vaya eu meu minha meus minhas nosso nossa o os um uma dos em na nas com é esteja estejam estou tem tenha tenham ter muito muita muitos muitas tudo rapidinha pequena
		pequeno desde já antecedência antecipadamente hoje amanhã ontem segunda terça quarta quinta sexta feira não nao há pode poderia puder quando aguardo preciso outra tão
		gostaria fazer só io mio mia miei ci noi nostro gli uno di della dei delle dell alla nel nella ed per che è sia siate stia stiate stai sta vada sono ho hai avete avrei
		molto molta tante tanti tutto bene veloce rapida piccola piccolo anticipo oggi domani ieri lunedì martedì mercoledì giovedì venerdì sabato domenica non puoi può potete
		potrebbe potresti attesa presto ecco seguente distinti cordiali migliori bisogno vorrei porgo questo questa ik wij mij mijn ons onze het een van voor op aan met te dat
		dit zijn ben heb hebt heeft hebben kan kunt kunnen zou zouden wilt wil even kort korte snel snelle nog heel erg veel goed gaat vandaag gisteren maandag dinsdag woensdag
		donderdag vrijdag vrijdagmiddag zaterdag zondag als geen niet spoed bij voorbaat vriendelijke hartelijke vriendelijk hartelijk val vallen over wat nodig ja mnie mną nam
		mój moje moja jedno krótkie szybkie małe mała mam masz macie jest są było wszystko u w z ze za od że się bardzo dużo wiele góry dobrze dziś dzisiaj jutro wczoraj
		poniedziałek wtorek środa czwartek piątek piątkowe piątkowy sobota niedziela popołudnie weekend nie jeśli można możesz może mogę serdecznie serdeczne jeszcze mieć taka
		takie wyrazami szacunku bir bu şu ki için ile bana beni biz bizim benim çok kısa küçük hızlı şimdiden önceden var misiniz mısınız musunuz musun misin olun olsun olur ol
		iyisinizdir iyisindir her şey yolundadır yolunda sonu sonları bugün yarın dün cuma pazartesi salı çarşamba perşembe cumartesi pazar öğleden sonra zaman yok değil eğer
		mümkünse ederim ederiz ediyorum ettiğim etmek bakmayın bakma sağ geçirin dilerim vardı я мы мне меня мой моя нас нам у в во на с со за по к от до о об и то что это этот
		такой такая такое есть всё очень большое огромное заранее ещё еще один одна короткий быстрый маленький небольшой быстро если можно могли бы не ли можете хорошо дела
		порядке сегодня завтра вчера понедельник вторник среда среду четверг пятница пятницу пятничный суббота воскресенье наилучшими прошу нужна нужен нужно всего удачи какой
		ones via concerning anyway though although such yet please long-winded minute so-called silly stupid dumb basic weird odd random noob beginner nother tad bit kinda sorta
		maybe perhaps possibly probably perfectly totally absolutely truly extremely terribly awfully genuinely sincere wherever anytime whichever happy glad able ready chance
		convenience earliest ask asking asked told written wrote contacting contact reach touch base follow up off spam ping pinging weeks days hours year years etwas bisschen
		wenig blöde dumme doofe einfache weitere weiterer letzte deshalb daher natürlich wirklich sicher vielleicht möglich möglichst schnellstmöglich melde melden schreiben
		wende hast wissen könntet würdet wünschte jede jeder jeden meiner weil sei wärt wäret bräuchte verstehe weiß beschäftigt seid habt lieb nett toll wohlauf gesund tard tôt
		vraiment autre dernière dernier bête idiote peu vous-même sais savez occupé occupée passiez passé porter portez fasse serais reconnaissant dès afin num numa fico ficaria
		fica escrever escrevo tarde cedo outro mais pouco simples boba básica ocupado ocupada estar escribir escribo temprano vez poco tonta sé ando andas permiso quería resto
		scrivo scrivere tardi altra volta semplice stupida occupato occupata possa gentilmente quest permetto chiedere schrijven laat vroeg andere keer beetje simpele domme weet
		druk bezig zal zullen zie graag będę będziemy bym byłbym byłabym piszę pisać późno wcześnie inne raz trochę proste głupie wiem zajęty zajęta tej porze pora yazıyorum
		yazdığım geç erken başka kez biraz basit aptalca biliyorum meşgul olduğunuzu kadar буду будем будет пишу писать поздно рано другой раз немного простой глупый знаю заняты
		вы столь час отрываю была был going person people place before after during until till matter side end self rainy talk speak catch stuff together fact case couple okay hej oraz bardziej cette notre vorher nachher bevor nachdem avant pendant antes después depois durante prima dopo voor tijdens przed önce до после перед helpful wanted been so-so follows discussed mentioned promised requested stated above said boss thing before answered asked first work job coming longtime understanding schonmal schon passant passing nebenbei vorbij di paso`,
};

/** Whole questions that only greet. */
export const SMALL_TALK = `how are you|how are you doing|how are you today|how are you doing today|how's it going|hows it going|how is it going|hope all is well|how's everything|what's up|whats up|are you there|you there|are you around|anyone there|is anyone there|all good|everything ok|how's your day|how was your weekend|got a minute|got a sec|morning|evening|afternoon
	wie geht es dir|wie geht es ihnen|wie geht's|wie gehts|wie geht's dir|wie gehts dir|wie läufts|alles gut|alles klar|na|bist du da|sind sie da
	comment ça va|ça va|comment allez vous|comment vas tu|vous allez bien|tu vas bien|tu es là|vous êtes là
	cómo estás|cómo está|cómo está usted|qué tal|cómo va|cómo va todo|todo bien|estás ahí|lo siento|lo siento mucho|have a good one|let me know what you think|please let me know what you think|please advise|pls advise|that's all|thats all|that is all|any ideas|any thoughts|any idea|any clue|long time no see|no need to answer today|no need to reply|no reply needed|das wäre alles|das ist alles|c'est tout|eso es todo|é só isso|è tutto|dat is alles|to wszystko|hepsi bu|это всё|bitte um rückmeldung|bitte um hilfe|quick one for you|me again|its me again|it's me again|talk soon|speak soon|see you|see you soon|see ya|talk to you soon|speak to you soon|until then|till then|take care|bis dann|bis bald|bis später|ich bins|ich bins wieder|ich bin's wieder|à bientôt|à plus|hasta luego|hasta pronto|nos vemos|até logo|até breve|até mais|a presto|ci sentiamo|tot snel|tot dan|tot ziens|do zobaczenia|do usłyszenia|görüşürüz|до связи|до встречи|до свидания|good one|take your time|no worries|no problem|got your note|ça roule|la forme|quoi de neuf|qué hay|qué onda|como va tudo|e aí|blz|beleza|tutto a posto|come andiamo|alles goed daar|hoe gaat ie|jak tam|ne haber|ne var ne yok|как жизнь|как ты|как настроение|was geht|wie war dein wochenende|wie war euer wochenende|how was your day|how are things|how are you all|how are you both|how are we doing|how you doing|how do you do|how have you been|hope you are well|you okay|you ok|you free|are you free|free for a sec|hello hello|see below|please see below|see attached|siehe unten|s u|voir ci dessous|ver abajo|vedi sotto|zie onder|zie hieronder|ver abaixo|см ниже|quick one|just a quick one|one quick one|when you get a chance|when you have a chance
	tudo bem|tudo bom|como vai|como está|como estão|tudo certo|você está aí
	come stai|come sta|come va|tutto bene|ci sei|come state
	hoe gaat het|alles goed|hoe is het|ben je daar|hoe gaat het met je|hoe gaat het met u
	jak się masz|co słychać|jak leci|co u ciebie|wszystko dobrze|jesteś tam
	nasılsınız|nasılsın|naber|orada mısın|nasıl gidiyor
	как дела|как поживаете|как вы|ты тут|вы тут|вы здесь|как ваши дела`;

/** After one of these, thanks are what is asked for: "a word for thanks". */
export const OBJECT_BEFORE = `a an the of to for is in with and or as say says saying said word words mean means meaning write translate phrase like using called not add include put without my our your his her their
	ein eine der die das und oder sagen sagt wort heißt mit ohne für schreibe mein meine meinen unser unsere unseren dein ihr ihren als un une le la les et ou dire dit mot pour avec sans una el y o decir palabra para con sin um uma e ou dizer palavra para com sem uno di per con senza dire parola het en of zeggen woord voor met zonder i lub powiedz słowo dla z bez ve veya de kelime и или скажи слово для без`;

/** What they are in is never nothing: "I can't do it", "be brief". */
export const DENIALS = `no not t don didn nicht kein keine keinen ne pas non não nao niet geen nie yok değil не нет ni be brief short quick small simple kurz kurze court bref breve breves corto corta curto curta kort krótko kısa kratko кратко коротко`;
