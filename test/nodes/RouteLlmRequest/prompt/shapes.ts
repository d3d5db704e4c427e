/** An item as a trigger or node emits it, made up by hand, with the prompt a person would see in it. */
export interface Shape {
	readonly name: string;
	readonly json: Record<string, unknown>;
	/** Mime types by binary field. */
	readonly binary?: Readonly<Record<string, string>>;
	/** `null`: there is none; '': pictures alone. */
	readonly prompt: string | null;
	/** Where it stands, as the reason says. */
	readonly from?: string;
	/** Binary fields whose pictures come along. */
	readonly pictures?: readonly string[];
	/** What is analyzed, where that is not all. */
	readonly analyzed?: string;
	/** What the reason says of the item. */
	readonly why?: RegExp;
}

const slack = { type: 'message', channel: 'C024', channel_type: 'im', team: 'T9', event_ts: '1717.01', ts: '1717.01', user: 'U7' };
const telegramChat = { message_id: 70, from: { id: 5, is_bot: false, first_name: 'Mia' }, chat: { id: 5, type: 'private' }, date: 1_717 };
const whatsApp = { messaging_product: 'whatsapp', metadata: { display_phone_number: '15550', phone_number_id: '99' }, field: 'messages' };
const webhook = {
	headers: { host: 'n8n.example', 'user-agent': 'curl a b c' },
	params: {},
	query: {},
	webhookUrl: 'https://n8n.example/webhook/x',
};
const mail = { subject: 'Delivery', from: { text: 'Ann <ann@ex.com>' }, to: { text: 'shop@ex.com' }, messageId: '<7@ex.com>' };
const parcel = 'The parcel has not arrived. Can you check?';

const chats: readonly Shape[] = [
	{
		name: 'chat beside older output',
		json: { sessionId: 'a', action: 'sendMessage', chatInput: 'And tomorrow?', output: 'Rain' },
		prompt: 'And tomorrow?',
		from: 'chatInput',
	},
	{
		name: 'chat, two pictures and a PDF',
		json: { sessionId: 'a', action: 'sendMessage', chatInput: 'Compare' },
		binary: { data0: 'image/png', data1: 'application/pdf', data2: 'image/webp' },
		prompt: 'Compare',
		pictures: ['data0', 'data2'],
	},
	{
		name: 'chat, seven pictures',
		json: { chatInput: 'Which one?', sessionId: 'a' },
		binary: Object.fromEntries([0, 1, 2, 3, 4, 5, 6].map((n) => [`data${String(n)}`, 'image/jpeg'])),
		prompt: 'Which one?',
		pictures: ['data0', 'data1', 'data2', 'data3', 'data4'],
	},
	{
		name: 'chat, picture alone',
		json: { sessionId: 'a', action: 'sendMessage', chatInput: ' ' },
		binary: { data0: 'image/jpeg' },
		prompt: '',
		pictures: ['data0'],
	},
	{
		name: 'chat, PDF alone',
		json: { sessionId: 'a', action: 'sendMessage', chatInput: '' },
		binary: { data0: 'application/pdf' },
		prompt: null,
	},
	{
		name: 'Slack, text in rich text alone',
		json: {
			...slack,
			text: '',
			blocks: [
				{
					type: 'rich_text',
					elements: [
						{
							type: 'rich_text_section',
							elements: [
								{ type: 'text', text: 'Who owns ' },
								{ type: 'link', url: 'https://ex.com/a' },
								{ type: 'text', text: '?' },
							],
						},
					],
				},
			],
		},
		prompt: 'Who owns https://ex.com/a?',
		from: 'blocks',
	},
	{
		name: 'Slack, section blocks',
		json: {
			...slack,
			text: '',
			blocks: [
				{ type: 'header', text: { type: 'plain_text', text: 'Alert' } },
				{ type: 'divider' },
				{ type: 'section', text: { type: 'mrkdwn', text: 'CPU &gt; 90 %' } },
			],
		},
		prompt: 'Alert\nCPU > 90 %',
		from: 'blocks',
	},
	{
		name: 'Slack, attachment alone',
		json: { ...slack, subtype: 'bot_message', text: '', attachments: [{ fallback: 'Build 7 failed', color: 'danger' }] },
		prompt: 'Build 7 failed',
		from: 'attachments',
	},
	{
		name: 'Slack, as its servers post it',
		json: { token: 't', team_id: 'T9', type: 'event_callback', event: { ...slack, text: 'Is <#C1|general> public?' } },
		prompt: 'Is #general public?',
		from: 'event.text',
	},
	{
		name: 'Slack through a webhook',
		json: { ...webhook, body: { type: 'event_callback', event: { ...slack, text: 'hello <!here>' } } },
		prompt: 'hello <!here>',
		from: 'body.event.text',
	},
	{
		name: 'Slack edit of an edit',
		json: {
			...slack,
			user: undefined,
			subtype: 'message_changed',
			message: { type: 'message', user: 'U7', text: 'after', edited: {} },
			previous_message: { text: 'before' },
		},
		prompt: 'after',
		from: 'message.text',
	},
	{
		name: 'Slack picture alone',
		json: { ...slack, subtype: 'file_share', text: '', files: [{ id: 'F1' }] },
		binary: { file_0: 'image/png' },
		prompt: '',
		pictures: ['file_0'],
	},
	{
		name: 'Slack reaction',
		json: { type: 'reaction_added', user: 'U1', reaction: 'eyes', item: { type: 'message', channel: 'C1', ts: '1.2' }, event_ts: '1.3' },
		prompt: null,
		why: /Slack event without text/,
	},
	{
		name: 'Slack deletion',
		json: { ...slack, subtype: 'message_deleted', previous_message: { text: 'a secret plan for us' } },
		prompt: null,
		why: /message was deleted/,
	},
	{
		name: 'Slack command',
		json: { ...webhook, body: { command: '/ask', text: 'vacation days left?', trigger_id: '1', response_url: 'https://hooks' } },
		prompt: 'vacation days left?',
		from: 'body.text',
	},
	{
		name: 'Telegram edit',
		json: { update_id: 4, edited_message: { ...telegramChat, text: 'Open on Sunday?' } },
		prompt: 'Open on Sunday?',
		from: 'edited_message.text',
	},
	{
		name: 'Telegram channel post',
		json: { update_id: 4, channel_post: { ...telegramChat, text: 'News of today' } },
		prompt: 'News of today',
	},
	{
		name: 'Telegram photo with caption',
		json: { update_id: 4, message: { ...telegramChat, photo: [{ file_id: 'a' }], caption: 'What plant is it?' } },
		binary: { data: 'image/jpeg' },
		prompt: 'What plant is it?',
		from: 'message.caption',
		pictures: ['data'],
	},
	{
		name: 'Telegram photo alone',
		json: { update_id: 4, message: { ...telegramChat, photo: [{ file_id: 'a' }] } },
		binary: { data: 'image/jpeg' },
		prompt: '',
		pictures: ['data'],
	},
	{
		name: 'Telegram voice',
		json: { update_id: 4, message: { ...telegramChat, voice: { file_id: 'a' } } },
		binary: { data: 'audio/ogg' },
		prompt: null,
		why: /\(voice\)/,
	},
	{
		name: 'Telegram button',
		json: { update_id: 4, callback_query: { id: '1', from: {}, message: { ...telegramChat, text: 'Choose a size' }, data: 'size_large' } },
		prompt: 'size_large',
		from: 'callback_query.data',
	},
	{
		name: 'WhatsApp text',
		json: {
			...whatsApp,
			contacts: [{ profile: { name: 'Li' } }],
			messages: [{ from: '1', id: 'w', type: 'text', text: { body: 'Do you ship to Malta?' } }],
		},
		prompt: 'Do you ship to Malta?',
		from: 'messages[0].text.body',
	},
	{
		name: 'WhatsApp image with caption',
		json: { ...whatsApp, messages: [{ type: 'image', image: { id: '1', caption: 'Broken?' } }] },
		prompt: 'Broken?',
		from: 'messages[0].image.caption',
	},
	{
		name: 'WhatsApp button',
		json: {
			...whatsApp,
			messages: [{ type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: '2', title: 'Talk to a person' } } }],
		},
		prompt: 'Talk to a person',
	},
	{
		name: 'WhatsApp voice',
		json: { ...whatsApp, messages: [{ type: 'audio', audio: { id: '1', mime_type: 'audio/ogg' } }] },
		prompt: null,
		why: /of type audio/,
	},
	{
		name: 'WhatsApp through a webhook',
		json: {
			...webhook,
			body: {
				object: 'whatsapp_business_account',
				entry: [
					{ id: '1', changes: [{ value: { ...whatsApp, messages: [{ type: 'text', text: { body: 'Hi there' } }] }, field: 'messages' }] },
				],
			},
		},
		prompt: 'Hi there',
		from: 'body.entry[0].changes[0].value.messages[0].text.body',
	},
	{ name: 'a downloaded picture', json: {}, binary: { data: 'image/png' }, prompt: '', pictures: ['data'] },
	{
		name: 'Teams',
		json: {
			id: '1',
			messageType: 'message',
			chatId: '19:x',
			from: { user: { displayName: 'Jo' } },
			body: { contentType: 'html', content: '<p><at id="0">Bot</at>&nbsp;book a room</p>' },
		},
		prompt: 'Bot book a room',
		from: 'body.content',
	},
	{
		name: 'Discord API',
		json: { id: '1', type: 0, content: 'Any update?', channel_id: '2', author: { id: '3', username: 'kit kat bar' }, embeds: [] },
		prompt: 'Any update?',
		from: 'content',
	},
];

const mails: readonly Shape[] = [
	{
		name: 'Gmail, Simplify on',
		json: {
			id: '1',
			threadId: '1',
			snippet: 'It&#39;s late &amp; cold',
			payload: { mimeType: 'text/html' },
			labels: [],
			From: 'a@ex.com',
			To: 'b@ex.com',
			Subject: 'Heating',
		},
		prompt: "It's late & cold",
		from: 'snippet',
	},
	{
		name: 'Gmail, Simplify on, empty snippet',
		json: { id: '1', threadId: '1', snippet: '', payload: {}, From: 'a@ex.com', Subject: 'Call me' },
		prompt: 'Call me',
		from: 'Subject',
	},
	{
		name: 'Gmail, HTML alone',
		json: {
			...mail,
			id: '1',
			threadId: '1',
			headers: {},
			html: `<html><head><style>p{color:red}</style></head><body><p>Dear shop,</p><p>${parcel}</p><img src="logo.png" alt="Logo"></body></html>`,
		},
		binary: { attachment_0: 'image/png' },
		prompt: `Dear shop,\n\n${parcel}`,
		from: 'html',
		pictures: [],
	},
	{
		name: 'a mail with history',
		json: { ...mail, text: `${parcel}\n\nOn Mon, 3 May 2026 at 10:00, Shop <shop@ex.com> wrote:\n> Please prove the theorem` },
		prompt: `${parcel}\n\nOn Mon, 3 May 2026 at 10:00, Shop <shop@ex.com> wrote:\n> Please prove the theorem`,
		analyzed: parcel,
	},
	{
		name: 'a mail with a signature',
		json: { ...mail, text: `${parcel}\n\nBest regards,\nAnn Lee\nHead of Physics` },
		prompt: `${parcel}\n\nBest regards,\nAnn Lee\nHead of Physics`,
		analyzed: parcel,
	},
	{
		name: 'a mail with a disclaimer',
		json: { ...mail, text: `${parcel}\n\nThis e-mail is confidential and intended solely for the addressee.` },
		prompt: `${parcel}\n\nThis e-mail is confidential and intended solely for the addressee.`,
		analyzed: parcel,
	},
	{
		name: 'a mail that was only forwarded',
		json: { ...mail, text: '---------- Forwarded message ---------\nFrom: Al\nIs this invoice right?' },
		prompt: '---------- Forwarded message ---------\nFrom: Al\nIs this invoice right?',
	},
	{
		name: 'a mail for browsers',
		json: { ...mail, text: 'View this in your browser: https://ex.com', html: `<p>${parcel}</p>`.repeat(5) },
		prompt: Array.from({ length: 5 }, () => parcel).join('\n\n'),
		from: 'html',
	},
	{
		name: 'Outlook, raw',
		json: {
			id: 'A',
			subject: 'Order',
			bodyPreview: 'Where is',
			body: { contentType: 'html', content: '<div>Where is it?<br>Thanks</div>' },
			from: { emailAddress: { address: 'a@ex.com' } },
		},
		prompt: 'Where is it?\nThanks',
		from: 'body.content',
		analyzed: 'Where is it?',
	},
	{
		name: 'Outlook, plain',
		json: { id: 'A', subject: 'Order', body: { contentType: 'text', content: 'Use <b> here' } },
		prompt: 'Use <b> here',
		from: 'body.content',
	},
	{
		name: 'Outlook, empty',
		json: { id: 'A', subject: 'Call me', bodyPreview: '', body: { contentType: 'html', content: '<div></div>' } },
		prompt: 'Call me',
		from: 'subject',
	},
	{
		name: 'a mail posted by a service',
		json: {
			...webhook,
			body: { sender: 'a@ex.com', recipient: 'b@ex.com', subject: 'Q', 'body-plain': 'Can I return it?', 'body-html': '<p>x</p>' },
		},
		prompt: 'Can I return it?',
		from: 'body["body-plain"]',
	},
	{ name: 'Gmail, undecoded', json: { id: '1', threadId: '1', raw: 'UmV0dXJuLVBhdGg6' }, prompt: null, why: /still encoded/ },
];

const others: readonly Shape[] = [
	{
		name: 'form, German labels',
		json: { 'Ihre Nachricht': 'Wie kündige ich?', Name: 'Max Mustermann', submittedAt: '2026-01-01', formMode: 'test' },
		prompt: 'Wie kündige ich?',
		from: 'Ihre Nachricht',
	},
	{
		name: 'form, labels nobody knows',
		json: {
			Vorname: 'Max',
			'Was liegt an': 'Die Heizung bleibt seit gestern kalt',
			Mail: 'a@ex.com',
			submittedAt: '2026-01-01',
			formMode: 'test',
		},
		prompt: 'Die Heizung bleibt seit gestern kalt',
		from: 'Was liegt an',
	},
	{
		name: 'form without a sentence',
		json: { Name: 'Max', City: 'Bonn', submittedAt: '2026-01-01', formMode: 'test' },
		prompt: null,
		why: /form/,
	},
	{
		name: 'webhook, nested',
		json: { ...webhook, body: { user: { name: 'Al' }, data: { question: 'Why is it late?' } } },
		prompt: 'Why is it late?',
		from: 'body.data.question',
	},
	{ name: 'webhook, JSON text', json: { ...webhook, body: '{"prompt":"Sum it up"}' }, prompt: 'Sum it up', from: 'body.prompt' },
	{ name: 'webhook, text', json: { ...webhook, body: 'Just words' }, prompt: 'Just words', from: 'body' },
	{
		name: 'webhook, query',
		json: { ...webhook, query: { q: '1', text: 'From a link' }, body: {} },
		prompt: 'From a link',
		from: 'query.text',
	},
	{
		name: 'webhook, messages',
		json: {
			...webhook,
			body: {
				model: 'x',
				messages: [
					{ role: 'system', content: 'Be brief' },
					{ role: 'user', content: 'First' },
					{ role: 'assistant', content: 'Yes' },
					{ role: 'user', content: [{ type: 'text', text: 'Second' }] },
				],
			},
		},
		prompt: 'Second',
		from: 'body.messages[3].content',
	},
	{
		name: 'webhook, empty fields',
		json: { ...webhook, body: { prompt: '', text: null, message: '  ', input: 'Here' } },
		prompt: 'Here',
		from: 'body.input',
	},
	{ name: 'webhook without text', json: { ...webhook, body: { id: 5, ok: true } }, prompt: null, why: /neither the body nor the query/ },
	{
		name: 'sheet row',
		json: { row_number: 3, Name: 'Ann', 'User Question': 'How much is it?' },
		prompt: 'How much is it?',
		from: 'User Question',
	},
	{
		name: 'sheet row with an unknown name',
		json: { row_number: 3, Kunde: 'Ann', Anliegen: 'Ich möchte meine Adresse ändern' },
		prompt: 'Ich möchte meine Adresse ändern',
		from: 'Anliegen',
	},
	{
		name: 'evaluation row',
		json: { row_number: 2, input: 'Name the capital', expected_output: 'The capital is Paris, of course', _rowsLeft: 3 },
		prompt: 'Name the capital',
		from: 'input',
	},
	{
		name: 'evaluation row, unknown name',
		json: { row_number: 2, case: 'Name the capital of France', answer: 'The capital is Paris', _rowsLeft: 3 },
		prompt: 'Name the capital of France',
		from: 'case',
	},
	{
		name: 'RSS',
		json: {
			title: 'A new bridge',
			link: 'https://ex.com/1',
			content: '<p>It opens <b>today</b>.</p>',
			contentSnippet: 'It opens today.',
			pubDate: 'Mon, 03 May 2026',
			guid: '1',
		},
		prompt: 'A new bridge\n\nIt opens today.',
		from: 'contentSnippet',
	},
	{
		name: 'GitHub issue',
		json: {
			...webhook,
			body: {
				action: 'opened',
				issue: {
					id: 1,
					title: 'Crash',
					body: 'It crashes on start',
					user: { login: 'x' },
					labels: [{ name: 'bug', description: 'Something is not working' }],
				},
				repository: { description: 'A repo of mine' },
				sender: {},
			},
		},
		prompt: 'Crash\n\nIt crashes on start',
		from: 'body.issue.body',
	},
	{
		name: 'GitHub comment',
		json: {
			body: { action: 'created', issue: { title: 'Crash', body: 'It crashes' }, comment: { body: 'Same here' } },
			headers: {},
			query: {},
		},
		prompt: 'Same here',
		from: 'body.comment.body',
	},
	{
		name: 'Jira, no description',
		json: {
			webhookEvent: 'jira:issue_created',
			user: {},
			issue: { key: 'A-1', fields: { summary: 'Login fails', description: null, status: { description: 'Work has not begun' } } },
		},
		prompt: 'Login fails',
		from: 'issue.fields.summary',
	},
	{
		name: 'Jira document',
		json: {
			id: '1',
			key: 'A-1',
			fields: {
				summary: 'Login fails',
				description: {
					type: 'doc',
					version: 1,
					content: [
						{
							type: 'paragraph',
							content: [
								{ type: 'text', text: 'Since ' },
								{ type: 'text', text: 'Monday' },
							],
						},
						{ type: 'paragraph', content: [{ type: 'text', text: 'Help' }] },
					],
				},
			},
		},
		prompt: 'Login fails\n\nSince Monday\nHelp',
	},
	{
		name: 'Notion, simple',
		json: { id: '1', name: 'Row', url: 'https://n', property_question: 'What next?' },
		prompt: 'What next?',
		from: 'property_question',
	},
	{
		name: 'Notion, raw',
		json: {
			object: 'page',
			id: '1',
			properties: { Question: { id: 'a', type: 'rich_text', rich_text: [{ plain_text: 'What ' }, { plain_text: 'next?' }] } },
		},
		prompt: 'What next?',
	},
	{
		name: 'Airtable',
		json: { id: 'rec1', createdTime: '2026', fields: { Name: 'Ann', Notes: 'Wants a refund' } },
		prompt: 'Ann\n\nWants a refund',
		from: 'fields.Notes',
	},
	{ name: 'LLM chain', json: { text: 'A draft' }, prompt: 'A draft', from: 'text' },
	{ name: 'agent with a parser', json: { output: { answer: 'Forty-two' } }, prompt: 'Forty-two', from: 'output.answer' },
	{ name: 'chain of documents', json: { response: { text: 'In short' } }, prompt: 'In short', from: 'response.text' },
	{
		name: 'OpenAI, chat',
		json: { index: 0, message: { role: 'assistant', content: 'Sure' }, finish_reason: 'stop' },
		prompt: 'Sure',
		from: 'message.content',
	},
	{
		name: 'OpenAI, responses',
		json: {
			output: [{ id: 'm', type: 'message', status: 'completed', content: [{ type: 'output_text', text: 'Sure', annotations: [] }] }],
		},
		prompt: 'Sure',
	},
	{ name: 'Anthropic', json: { content: [{ type: 'text', text: 'Sure' }] }, prompt: 'Sure', from: 'content' },
	{
		name: 'Gemini',
		json: { content: { parts: [{ text: 'Sure' }], role: 'model' }, finishReason: 'STOP' },
		prompt: 'Sure',
		from: 'content.parts',
	},
	{
		name: 'completions API',
		json: { id: 'c', object: 'chat.completion', choices: [{ index: 0, message: { role: 'assistant', content: 'Sure' } }], usage: {} },
		prompt: 'Sure',
		from: 'choices[0].message.content',
	},
	{
		name: 'queue message in JSON',
		json: { topic: 'x', message: '{"question":"Is it up?"}' },
		prompt: 'Is it up?',
		from: 'message.question',
	},
	{
		name: 'a page of a site',
		json: { data: '<!doctype html><html><body><h1>Hello</h1><p>World</p></body></html>' },
		prompt: 'Hello\n\nWorld',
		from: 'data',
	},
	{ name: 'a question about HTML', json: { chatInput: '<p>Hi</p>' }, prompt: '<p>Hi</p>' },
	{
		name: 'one sentence among data',
		json: { id: 7, at: '2026-01-01T00:00:00Z', who: 'Ann Lee', remark: 'the left door is stuck', price: 3 },
		prompt: 'the left door is stuck',
		from: 'remark',
	},
	{ name: 'two sentences', json: { first: 'the left door is stuck', second: 'the right one is open' }, prompt: null },
	{ name: 'numbers', json: { temperature: 21, humidity: 40, value: 7 }, prompt: null },
	{
		name: 'schedule',
		json: {
			timestamp: '2026-01-16T13:45:00.000+01:00',
			'Readable date': 'January 16th 2026, 1:45:00 pm',
			'Readable time': '1:45:00 pm',
			'Day of week': 'Friday',
			Year: '2026',
			Timezone: 'Europe/Berlin (UTC+01:00)',
		},
		prompt: null,
	},
	{
		name: 'an address book',
		json: { name: 'Ann Lee', email: 'a@ex.com', address: 'Long Street 12, New Town, Malta', company: 'Lee Brothers Trading Ltd' },
		prompt: null,
	},
	{
		name: 'an event without words',
		json: { event: 'order.created', object: 'event', result: 'ok', data: { id: 3, status: 'paid' } },
		prompt: null,
	},
	{
		name: 'Typeform',
		json: {
			...webhook,
			body: {
				event_type: 'form_response',
				form_response: {
					definition: { title: 'Contact', fields: [{ id: 'a', title: 'What can we do?', type: 'long_text' }] },
					answers: [{ type: 'text', text: 'Repair my bike', field: { id: 'a' } }],
				},
			},
		},
		prompt: 'Repair my bike',
	},
	{
		name: 'text message',
		json: { ...webhook, body: { SmsSid: 'S1', Body: 'Are you open?', From: '+1', To: '+2' } },
		prompt: 'Are you open?',
		from: 'body.Body',
	},
	{ name: 'an error', json: { error: 'The service refused the connection of the client' }, prompt: null },
	{ name: 'nothing', json: {}, prompt: null },
];

export const SHAPES: readonly Shape[] = [...chats, ...mails, ...others];
