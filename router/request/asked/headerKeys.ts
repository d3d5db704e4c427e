/** Keys of what comes with a form, ticket, mail or chat message: who, when and where, never what. Lower case. */
export const META_KEYS = `from|to|cc|bcc|date|time|sent|sent at|sent via|received|received at|name|full name|first name|last name|your name|sender|author|visitor|guest|agent|user|username|user id|customer|customer id|customer name|client|contact|requester|reporter|reported by|submitted|submitted by|submitted at|submitted on|created|created at|opened|opened by|assigned to|assignee|agent
	email|e-mail|mail|email address|your email|phone|phone number|tel|telephone|mobile|fax|company|organization|organisation|department|dept|team|channel|room|thread|workspace|server|via|source|origin|ticket|ticket id|ticket no|case|case id|case no|id|ref|reference|message id|message-id|thread id|request id|form|form id|form name|queue|status|priority|urgency|impact|state|newsletter|subscribe|consent|terms accepted|privacy|gdpr|opt-in|marketing|page|page url|url|website|referrer|referer|ip|ip address|browser|user agent|device|os|platform|app version|session|session id|locale|timezone|time zone|timestamp|attachments|attachment|reply-to|reply to|return-path|x-mailer|mailed-by|signed-by|salutation|best time to call|heard about us|how did you hear about us
	von|an|datum|uhrzeit|zeit|gesendet|gesendet am|empfangen|absender|empfänger|vorname|nachname|vor- und nachname|kunde|kundennummer|kundennr|ansprechpartner|firma|unternehmen|abteilung|telefon|telefonnummer|handy|mobil|e-mail-adresse|mailadresse|kanal|ticketnummer|ticket-nr|vorgang|vorgangsnummer|aktenzeichen|eingegangen|eingang|erstellt|erstellt am|erstellt von|bearbeiter|priorität|dringlichkeit|datenschutz|datenschutz akzeptiert|seite|quelle|anrede|anhang|anhänge|einwilligung
	de|à|a|objet du ticket|expéditeur|destinataire|envoyé|envoyé le|heure|nom|prénom|société|entreprise|téléphone|courriel|adresse e-mail|canal|priorité|statut|numéro|pièce jointe|page web
	para|fecha|hora|enviado|enviado el|remitente|destinatario|nombre|apellido|apellidos|nombre y apellidos|empresa|departamento|teléfono|correo|correo electrónico|prioridad|estado|boletín|página
	data|enviado em|remetente|destinatário|nome|sobrenome|nome completo|telefone|celular|prioridade|página
	inviato|ora|mittente|cognome|nome e cognome|azienda|telefono|cellulare|canale|priorità|stato|pagina|allegati
	van|aan|verzonden|tijd|afzender|naam|voornaam|achternaam|bedrijf|afdeling|telefoon|telefoonnummer|kanaal|prioriteit|nieuwsbrief|pagina|bijlage
	od|do|wysłano|nadawca|imię|nazwisko|imię i nazwisko|firma|dział|kanał|priorytet|zgłaszający|data zgłoszenia
	kimden|kime|tarih|saat|gönderen|gönderildi|ad|soyad|ad soyad|isim|şirket|departman|kanal|öncelik|durum|e-posta
	от|кому|дата|время|отправлено|отправитель|имя|фамилия|фио|компания|отдел|телефон|почта|канал|приоритет|статус|рассылка|источник
	差出人|宛先|日時|日付|お名前|名前|氏名|会社名|会社|部署|部署名|電話|電話番号|メール|メールアドレス|チャンネル|優先度|送信者|送信日時|受付番号|チケット|メルマガ
	发件人|收件人|日期|时间|姓名|名字|公司|部门|电话|手机|邮箱|电子邮件|频道|优先级|来自|来源|工单号|工单|用户|客户|订阅|提交时间|寄件者|姓名|電話|公司|頻道|時間`;

/** Keys behind which what is asked stands. Lower case. */
export const CONTENT_KEYS = `message|your message|question|your question|body|text|description|comment|comments|request|inquiry|enquiry|details|content|query|issue|problem|prompt|task|note|notes|message text|how can we help|how can we help you|what can we do for you|additional information
	nachricht|ihre nachricht|deine nachricht|frage|ihre frage|anfrage|ihre anfrage|anliegen|ihr anliegen|beschreibung|inhalt|kommentar|bemerkung|mitteilung|demande|votre message|votre demande|description|contenu|commentaire|corps
	mensaje|tu mensaje|su mensaje|pregunta|consulta|descripción|comentario|comentarios|contenido|texto|mensagem|sua mensagem|pergunta|descrição|conteúdo|comentário|dúvida|messaggio|il tuo messaggio|domanda|richiesta|descrizione|contenuto|testo|commento
	bericht|uw bericht|je bericht|vraag|uw vraag|omschrijving|inhoud|opmerking|verzoek|wiadomość|treść|treść wiadomości|pytanie|opis|zapytanie|komentarz|mesaj|mesajınız|soru|sorunuz|açıklama|içerik|konu detayı|сообщение|вопрос|текст|описание|текст сообщения|комментарий|запрос|обращение
	メッセージ|お問い合わせ内容|質問|内容|本文|ご質問|ご相談内容|备注|留言|问题|消息|内容|正文|描述|咨询内容|訊息|問題`;

/** Keys of a line that may say what is asked. */
export const SUBJECT_KEYS = `subject|short description|summary|re|topic|betreff|thema|objet|sujet|asunto|tema|assunto|oggetto|onderwerp|temat|konu|тема|件名|用件|主题|主題|标题`;

/** Words of a line above a header, or of a label: "Ticket #4411 from Anna", "New message in #general". */
export const TITLE_WORDS = `ticket tickets case form contact message request inquiry enquiry submission entry chat conversation helpdesk support customer website web site page live incoming feedback transcript session incident lead email mail slack teams whatsapp telegram discord zendesk jira channel direct dm user inbox webform response received via service desk
	formular kontaktformular formulareintrag eintrag anfrage nachricht kundenanfrage kunde kunden eingang webseite supportanfrage vorgang formulaire contact demande message client formulario contacto solicitud mensaje cliente formulário contato mensagem solicitação pedido modulo contatto richiesta messaggio cliente formulier contactformulier aanvraag bericht klant formularz kontaktowy zgłoszenie wiadomość klient form iletişim formu talep mesaj müşteri destek форма обращение заявка сообщение клиент клиента тикет запрос`;
/** Others beside them. */
export const TITLE_FILL = `new neue neuer neues nouveau nouvelle nuevo nueva novo nova nuovo nuova nieuw nieuwe nowy nowa nowe yeni новый новая новое новое the a your ihre in on of at no nr num id number het verstuurd vanaf gesendet envoyé enviado inviato wysłano z opened raised created submitted sent reported was has been
	from by von de da van od от par por di gönderen kimden du della dal über aus through für for`;
