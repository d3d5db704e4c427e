import { type Shape, webhook } from './shape';

const mail = { subject: 'Delivery', from: { text: 'Ann <ann@ex.com>' }, to: { text: 'shop@ex.com' }, messageId: '<7@ex.com>' };
const parcel = 'The parcel has not arrived. Can you check?';

export const MAILS: readonly Shape[] = [
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
