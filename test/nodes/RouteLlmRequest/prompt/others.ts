import { type Shape, webhook } from './shape';

export const OTHERS: readonly Shape[] = [
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
	{
		name: 'own names',
		json: { id: 1, customer_name: 'Ann', customer_message: 'Refund?', status_message: 'all is well here' },
		prompt: 'Refund?',
		from: 'customer_message',
	},
	{ name: 'search address', json: { ...webhook, query: { q: 'Rome' }, body: {} }, prompt: 'Rome', from: 'query.q' },
	{
		name: 'Chat Memory Manager',
		json: {
			messages: [
				{ human: 'First?', ai: 'Yes' },
				{ human: 'Second?', ai: 'No' },
			],
		},
		prompt: 'Second?',
		from: 'messages[1].human',
	},
	{ name: 'an error', json: { error: 'The service refused the connection of the client' }, prompt: null },
	{ name: 'nothing', json: {}, prompt: null },
];
