import { type Shape, webhook } from './shape';

const slack = { type: 'message', channel: 'C024', channel_type: 'im', team: 'T9', event_ts: '1717.01', ts: '1717.01', user: 'U7' };
const telegramChat = { message_id: 70, from: { id: 5, is_bot: false, first_name: 'Mia' }, chat: { id: 5, type: 'private' }, date: 1_717 };
const whatsApp = { messaging_product: 'whatsapp', metadata: { display_phone_number: '15550', phone_number_id: '99' }, field: 'messages' };

export const CHATS: readonly Shape[] = [
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
