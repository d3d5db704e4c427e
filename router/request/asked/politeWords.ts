/**
 * Words of politeness by what they are, in English, German, French, Spanish, Portuguese, Italian, Dutch, Polish,
 * Turkish and Russian. Accents and case do not matter. None of them names a task or a subject: a stretch made of them
 * alone says nothing of what is asked. No word that asks (why, how), chooses (or) or binds (only, without) is in.
 */
export const POLITE_WORDS = {
	/** Begin a salutation; a name may follow. */
	greeting: `hi hey hello hiya heya howdy yo greetings dear
		hallo moin servus gruezi liebe lieber liebes geehrte geehrter werte werter verehrte hallihallo
		bonjour bonsoir salut coucou cher chère chers chères hola buenas estimado estimada estimados estimadas querido querida queridos queridas
		olá oi prezado prezada prezados prezadas caro cara caros ciao salve buongiorno buonasera gentile gentili gentilissimo egregio egregi cari care spettabile
		hoi goedemorgen goedemiddag goedenavond goedendag geachte lieve dag
		cześć witam witaj hej szanowni szanowny szanowna drogi droga drodzy siema
		merhaba merhabalar selam selamlar günaydın sayın sevgili değerli
		здравствуйте здравствуй привет приветствую уважаемые уважаемый уважаемая дорогие дорогой дорогая`,
	/** Stand before anything without a comma: "hey can you …", "please write …". */
	opening: `hi hey hiya heya please pls plz bitte svp proszę lütfen пожалуйста`,
	/** Make a stretch polite by themselves. */
	polite: `sorry apologies apology apologise apologize apologizing excuse pardon bother bothering disturb disturbing disturbance interrupt interrupting intrude intruding hope hoping
		thank thanks thankyou thankful grateful appreciate appreciated appreciation thx tks ty tysm rush hurry welcome kindly please pls plz obliged inconvenience worries goodbye cheers
		danke dank bitte entschuldigung entschuldige entschuldigen entschuldigt verzeihung verzeihen verzeih leid störe stören störung hoffe hoffen hoffentlich wünsche wünschen freue freuen grüß eilt eile eilig tschüss
		merci remercie remercions remerciant remerciements désolé désolée désolés excusez pardonnez déranger dérange dérangement espère espérons espérant souhaite souhaitons plaît plait svp stp
		gracias agradezco agradecemos agradecería agradeceré agradecido agradecida perdón perdona perdone perdonen disculpa disculpe disculpen disculpad disculpas molestar molestarle molestarte molestia molestias lamento espero esperamos deseo prisa
		obrigado obrigada obrigados agradeço desculpe desculpa desculpem desculpas perdão incomodar incômodo incomodo desejo gentileza pressa valeu
		grazie ringrazio ringraziamo ringraziando scusa scusi scusate scusami scuse perdonate disturbare disturbarla disturbarti disturbo disturbi spero speriamo auguro cortesia fretta
		bedankt dankjewel dankuwel alvast excuses storen stoor hoop hopelijk wens alstublieft alsjeblieft aub haast
		dziękuję dziękujemy dzięki przepraszam przepraszamy proszę wybacz wybaczcie przeszkadzam przeszkadzać przeszkadzania przeszkadzanie nadzieję życzę pośpiechu spieszy
		teşekkür teşekkürler sağol sağolun özür dilerim kusura rahatsız umarım rica lütfen acelesi acele kolay gelsin
		спасибо благодарю благодарен благодарна признателен признательна извините извини извиняюсь простите прости прощения беспокою беспокойство беспокоить побеспокоить отвлекаю надеюсь желаю пожалуйста спешки торопитесь`,
	/** Open a farewell; names, a company and a phone may stand below. */
	farewell: `regards wishes sincerely faithfully truly respectfully cordially warmly cheers thanks thank thx tks ty ta best yours bye rgds br kr
		danke dank grüße gruß grüßen lg mfg vg bg hochachtungsvoll
		cordialement sincèrement salutations respectueusement amicalement bises bisous merci bientôt
		saludos saludo atentamente abrazo abrazos gracias atenciosamente cordialmente cumprimentos abraço abraços saudações respeitosamente obrigado obrigada
		saluti cordialità grazie groet groeten groetjes mvg bedankt dank
		pozdrawiam pozdrawiamy pozdrowienia poważaniem dziękuję dzięki saygılarımla saygılarımızla saygılar selamlarımla sevgiler teşekkürler
		уважением пожеланиями спасибо`,
	/** Polite beside a time: a good morning, a nice weekend. */
	nice: `good nice great lovely wonderful fantastic pleasant happy sunny relaxing guten gute guter gutes schönen schönes schöne schöner angenehmen
		bon bonne belle bel excellent excellente agréable buen buena buenos buenas feliz excelente lindo linda bom boa ótimo ótima ótima
		buon buona bella felice goede fijn fijne prettig prettige mooi mooie dobry dobrego dobrej dobra miłego miłej miły udanego udanej
		iyi güzel hayırlı добрый доброе доброго доброй хороший хорошего хорошей хороших приятного приятных`,
	/** Polite beside a nice word, or beside whoever is spoken to. */
	time: `morning afternoon evening night day week weekend weekends holiday holidays time minute minutes moment sec second chance forward care patience effort attention consideration trouble mind
		tag tage morgen abend nachmittag vormittag mittag nacht woche wochenende feiertage zeit moment mühe geduld verständnis unterstützung
		journée soirée soir midi matin matinée semaine temps instant fin attention patience disponibilité
		día días tarde tardes noche noches semana tiempo momento minuto atención paciencia dia dias noite noites tempo atenção paciência fim final
		giornata serata pomeriggio mattina mattinata sera settimana fine momento attimo attenzione pazienza disponibilità
		morgen middag avond nacht weekend week tijd moment minuut moeite geduld
		dzień dnia wieczór wieczoru popołudnia poranek tygodnia weekendu chwila chwilę chwili czas
		gün günler günü akşam akşamlar gece geceler sabah sabahlar hafta haftalar vakit dakika
		день дня дней утро утра вечер вечера ночи неделя недели выходные выходных время времени минутку минута минуту минутка внимание терпение`,
	/** What an announcement is of: "a quick question", "I need help". */
	request: `question questions query help favor favour request assistance advice problem issue thing ask hand urgent asap
		frage fragen hilfe helfen anliegen problem sache anfrage rat dringend
		aide aider aidez demande problème souci conseil coup urgent
		pregunta preguntas consulta duda ayuda ayudar ayudarme ayúdame ayúdeme favor problema urgente pergunta perguntas dúvida dúvidas ajuda ajudar ajude questão pedido
		domanda domande aiuto aiutare aiutarmi aiutatemi richiesta dubbio consiglio favore piacere
		vraag vraagje vragen hulp helpen verzoek probleem dringend
		pytanie pytanko pytania pomoc pomocy pomóc pomóż prośba prośbę problem pilne sprawa
		soru sorum soruyu yardım yardımcı yardımınıza acil sorun
		вопрос вопросик вопросы помощь помогите помочь помоги просьба проблема срочно совет`,
	/** Who is spoken to; a name may follow. */
	addressee: `sir sirs madam maam mr mrs ms miss mx dr prof professor team all everyone everybody folks guys friend friends colleague colleagues support staff crew ladies gentlemen there assistant bot chatgpt gpt claude gemini copilot ai buddy mate
		damen herren herr herrn frau kollege kollegen kollegin kolleginnen leute alle allerseits zusammen
		madame monsieur mesdames messieurs mme équipe tous toutes collègues amis ami
		señor señora señores señoras señorita sr sra equipo todos todas amigos amigo colegas compañeros senhor senhora senhores equipe equipa pessoal gente galera
		signor signora signori signore sig dott dottore dottoressa tutti tutte colleghi amici squadra
		heer heren mevrouw meneer dames collega collegas allen allemaal iedereen
		państwo państwa pan pani panie panowie zespole zespół koledzy wszystkim wszyscy
		bey hanım arkadaşlar ekip ekibi herkese yetkili hocam
		господа коллеги друзья команда всем все господин госпожа`,
	/** Whoever is spoken to, as a pronoun. */
	you: `you your yours u ur ya sie ihnen ihr ihre ihren ihrem ihrer du dich dir dein deine deiner deinen euch euer eure
		vous votre vos tu te toi ton ta tes usted ustedes tú ti tus su sus le les você vocês voce teu tua seu sua seus suas lhe
		lei suo sua tuo tua voi vostro vostra vi ti je jij jou jouw u uw jullie ty cię ci ciebie tobie wy wam was pana panią twoja twoje
		siz sizi size sizin sen seni sana senin вы вас вам вами ваш ваша ваше вашу вашей вашем ваши ты тебя тебе твой`,
	/** Known beside "your": "thank you for your message". */
	theirs: `message mail email reply response answer feedback call letter support work nachricht mail antwort rückmeldung réponse retour message courriel mensaje respuesta correo mensagem resposta messaggio risposta riscontro bericht antwoord reactie wiadomość odpowiedź mesajınız cevabınız yanıtınız ответ сообщение письмо help hilfe`,
	/** A name may follow: "my name is …". */
	naming: `name heiße heisse appelle llamo nombre nome chiamo naam nazywam imię adım ismim зовут`,
	/** Stand alone before a comma: "ok, …". */
	interjection: `ok okay okey alright right great perfect so well anyway hmm um uh gut super prima also tja bien bon vale bueno genial perfecto certo perfeito beleza allora bene perfetto goed prima mooi dobra dobrze super tamam peki хорошо отлично ладно fyi btw`,
	/** Join what was polite with what is asked. */
	link: `but and so anyway aber und doch mais et pero y mas e ma maar en ale i ama ve но и а`,
	/** What follows a greeting without a comma. */
	opener: `can could would will how what why when where who are do does did i im we my our is there any please
		kann kannst können könnten könntest könnt wie was warum wann wo wer ich wir mein meine unser bitte gibt
		comment pourquoi pouvez peux pourriez je j nous mon ma avez puedes puede podrías podría necesito cómo tengo quiero mi
		pode poderia preciso como tenho gostaria meu minha puoi può potresti potrebbe come ho vorrei mio mia
		kun kunt kan hoe waarom ik wij mijn jak czy mam mój moja nasıl neden как можете почему я мы у мой подскажите`,
	/** Everything between. */
	fill: `i m im am ive we re us our my me mine a an the this that these those it its to of on in at for from with by about and as so very much really quite just also again too any some every each more lot lots ton bunch million heaps
		is are be been being was were have has had having got get getting give giving take taking do doing does will would could can may might shall ll ve d s t don didn let lets if when whenever while once well fine ok okay
		today tonight tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday mondays fridays late early busy long now then still already advance quick quickly small short brief little tiny simple another one last next
		no not at all needed need needs possible sure soon later back here there hearing hear know look looking forward free stay safe enjoy rest wonder wondering around kind kindest warm warmest many most since because trying anything something nothing everything things find finds finding reaching out writing
		appreciated following below regarding hand great nice new come comes coming start end pleasure spare
		ich wir mir mich uns mein meine eine einen einem einer ein der die das den dem des es ist sind war bin habe haben hat hätte hätten hab kann kannst können könnte könnten könntest würde würden wäre mal kurz kurze kurzen kleine kleiner schnelle schnell noch nochmal nochmals eben gerade so sehr ganz recht herzlich herzliche herzlichen herzlichst vorab voraus im in am an auf für von vom zu zur zum mit bei und dass geht gut alles wieder heute gestern montag dienstag mittwoch donnerstag freitag samstag sonntag freitagnachmittag vielen viele beste besten tausend kein keine keinen nicht stress jetzt schon einmal nächste nächsten später spät bald folgende folgendes folgenden hier dazu da wenn falls ginge gerne gern lass freundliche freundlichen freundlichem lieben liebe sonnige wünsch machen tut mach brauche hätten wohl
		je j nous me m moi mon ma mes notre nos le la les l un une des de du d à au aux en et pour par avec ce cet cette c ça ceci que qu est es êtes suis sont sera serait soit avez as ai a avoir être ayez pourriez pouvez peux peut tout très bien petit petite rapide rapidement vite beaucoup infiniment mille grand grande avance encore si s il y n ne pas plus allez allé va vas aujourd hui demain hier lundi mardi mercredi jeudi vendredi samedi dimanche agréer expression sentiments distingués distinguées meilleures meilleurs meilleure veuillez attente dans lire voici suivante suivant cordiales besoin passez prenez sincères après car juste vais jours
		yo me mi mis nos nuestro nuestra el la los las un una unos unas lo de del a al en y e por para con que es está esté estén estás sea son soy estoy siento tengo tiene tienes he ha hacer haber muy mucho mucha muchas muchos mil todo toda bien gran rápida rápido rapidita pequeña pequeño breve antemano adelantado hoy mañana ayer lunes martes miércoles jueves viernes sábado domingo si no hay puede puedes podría podrías cuando pueda puedas aquí siguiente tenga tengas tengan quedo espera cordial cordiales necesito una otra este esta quisiera hacerle hacerte tan se vaya
		eu meu minha meus minhas nosso nossa o a os as um uma do da dos das em no na nos nas com é esteja estejam estou tem tenha tenham ter muito muita muitos muitas tudo rápida rapidinha pequena pequeno desde já antecedência antecipadamente hoje amanhã ontem segunda terça quarta quinta sexta feira se não nao há pode poderia puder quando aguardo preciso outra esta tão gostaria fazer só
		io mi mio mia miei ci noi nostro il lo la i gli le l un uno una di del della dei delle dell al alla ai nel nella e ed per con che è sia siate stia stiate stai sta va vada sono ho hai ha avete avrei molto molta mille tante tanti tutto bene veloce rapida piccola piccolo breve anticipo oggi domani ieri lunedì martedì mercoledì giovedì venerdì sabato domenica se non c puoi può potete potrebbe potresti quando attesa presto ecco seguente distinti cordiali migliori bisogno vorrei porgo questo questa
		ik wij we mij me mijn ons onze de het een den der van voor op in aan met en te dat die dit is zijn ben heb hebt heeft hebben kan kunt kunnen zou zouden wilt wil even kort korte kleine snel snelle nog heel erg veel goed gaat alles vandaag gisteren maandag dinsdag woensdag donderdag vrijdag vrijdagmiddag zaterdag zondag als geen niet spoed bij voorbaat vriendelijke hartelijke vriendelijk hartelijk val vallen over hier wat nodig
		ja my mi mnie mną nam nas mój moje moja jedno krótkie szybkie małe mała mam masz ma macie jest są było wszystko u w we z ze za na do od o i to że się bardzo dużo wiele góry dobrze dziś dzisiaj jutro wczoraj poniedziałek wtorek środa czwartek piątek piątkowe piątkowy sobota niedziela popołudnie weekend nie jeśli można możesz może mogę serdecznie serdeczne jeszcze mieć taka takie wyrazami szacunku
		ben bir bu şu o ve de da ki için ile bana beni biz bizim benim çok kısa küçük hızlı şimdiden önceden var misiniz mısınız musunuz musun misin olun olsun olur ol iyisinizdir iyisindir her şey yolundadır yolunda sonu sonları bugün yarın dün cuma pazartesi salı çarşamba perşembe cumartesi pazar öğleden sonra zaman yok değil eğer mümkünse ederim ederiz ediyorum ettiğim etmek bakmayın bakma sağ geçirin dilerim vardı
		я мы мне меня мой моя нас нам у в во на с со за по к от до о об и то что это этот такой такая такое есть всё очень большое огромное заранее ещё еще один одна короткий быстрый маленький небольшой быстро если можно могли бы не ли можете можно хорошо дела порядке сегодня завтра вчера понедельник вторник среда среду четверг пятница пятницу пятничный суббота воскресенье наилучшими прошу нужна нужен нужно всего удачи какой`,
};

/** Whole questions that only greet. */
export const SMALL_TALK = `how are you|how are you doing|how are you today|how are you doing today|how's it going|hows it going|how is it going|hope all is well|how's everything|what's up|whats up|are you there|you there|are you around|anyone there|is anyone there|all good|everything ok|how's your day|how was your weekend|got a minute|got a sec|morning|evening|afternoon
	wie geht es dir|wie geht es ihnen|wie geht's|wie gehts|wie geht's dir|wie gehts dir|wie läufts|alles gut|alles klar|na|bist du da|sind sie da
	comment ça va|ça va|comment allez vous|comment vas tu|vous allez bien|tu vas bien|tu es là|vous êtes là
	cómo estás|cómo está|cómo está usted|qué tal|cómo va|cómo va todo|todo bien|estás ahí|lo siento|lo siento mucho|quick one|just a quick one|one quick one|when you get a chance|when you have a chance
	tudo bem|tudo bom|como vai|como está|como estão|tudo certo|você está aí
	come stai|come sta|come va|tutto bene|ci sei|come state
	hoe gaat het|alles goed|hoe is het|ben je daar|hoe gaat het met je|hoe gaat het met u
	jak się masz|co słychać|jak leci|co u ciebie|wszystko dobrze|jesteś tam
	nasılsınız|nasılsın|naber|orada mısın|nasıl gidiyor
	как дела|как поживаете|как вы|ты тут|вы тут|вы здесь|как ваши дела`;

/** After one of these, thanks are what is asked for: "a word for thanks". */
export const OBJECT_BEFORE = `a an the of to for is in with and or as say says saying said word words mean means meaning write translate phrase like using called not add include put without my our your his her their
	ein eine der die das und oder sagen sagt wort heißt mit ohne für schreibe mein meine meinen unser unsere unseren dein ihr ihren als un une le la les et ou dire dit mot pour avec sans una el y o decir palabra para con sin um uma e ou dizer palavra para com sem uno di per con senza dire parola het en of zeggen woord voor met zonder i lub powiedz słowo dla z bez ve veya de kelime и или скажи слово для без`;
