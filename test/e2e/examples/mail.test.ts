import type { IDataObject } from 'n8n-workflow';
import type { WorkflowJson } from '../../../scripts/lib/engine';
import { runByHand } from '../../support/executions';
import { EASY, HARD, openExamples, ROUTER, type ExampleWorld } from '../../support/exampleWorld';

const QUOTED = `<div class="gmail_quote"><div dir="ltr">On Mon, 4 May 2026 at 10:12, Bo &lt;bo@example.com&gt; wrote:<br></div>
<blockquote class="gmail_quote"><div>We open at nine.</div></blockquote></div>`;
/** As mail programs write it, with the body in a table. */
const HTML = `<!doctype html><html><head><title>No title</title><style>p { color: #333 }</style></head>
<body><table role="presentation"><tr><td><p>Good morning,</p><p>when does the <b>shop</b> close &amp; is there parking?</p>
<p>We come on Friday with two cars and a trailer, and would like to pick up the table we saw last week.</p>
<img src="https://example.com/logo.png" alt=""></td></tr></table>${QUOTED}<script>track()</script></body></html>`;

let world: ExampleWorld;
beforeAll(async () => {
	world = await openExamples();
});
afterAll(async () => await world.close());

async function run(file: string, trigger: string, mails: readonly IDataObject[], change = (same: WorkflowJson) => same) {
	const pinned = (workflow: WorkflowJson) => ({ ...change(workflow), pinData: { [trigger]: mails.map((json) => ({ json })) } });
	return await runByHand(world.n8n.rest, await world.store(file, pinned), trigger);
}

/** Items of both branches: which of them a mail takes is not what is asked here. */
function answered(execution: Awaited<ReturnType<typeof run>>): readonly object[] {
	return [1, 2].flatMap((output) => execution.items(ROUTER, output));
}

/** The text that was asked last. */
function lastPrompt(): string {
	const content = world.provider.asked().at(-1)?.messages.at(-1)?.content;
	return typeof content === 'string' ? content : JSON.stringify(content);
}

function expectWholeMail(prompt: string): void {
	expect(prompt).toMatch(/Good morning,\s+when does the shop close & is there parking\?/);
	expect(prompt).toContain('We open at nine.');
	expect(prompt).not.toMatch(/[<>]td|color:|track\(|No title/);
}

describe('the example for IMAP', () => {
	const TRIGGER = 'Email Trigger (IMAP)';
	const mail = (subject: string, textPlain: string, more: IDataObject = {}) => ({
		textHtml: '',
		textPlain,
		metadata: { 'message-id': `<${subject}@example.com>`, 'content-type': 'text/plain; charset=utf-8' },
		attributes: { uid: 7 },
		subject,
		from: 'Ann <ann@example.com>',
		to: 'assistant@example.com',
		date: 'Mon, 4 May 2026 11:00:00 +0000',
		...more,
	});

	it('sends each mail to its reply, and none to its own, automatic ones and newsletters', async () => {
		const before = world.provider.calls().length;
		const execution = await run('email-imap.json', TRIGGER, [
			mail('Hi', EASY),
			mail('A proof', HARD),
			mail('', ''),
			mail('Out of office', 'I am away', { metadata: { 'auto-submitted': 'auto-replied' } }),
			mail('Re: Hi', EASY, { from: 'assistant@example.com' }),
			mail('Offers', EASY, { metadata: { 'list-unsubscribe': '<https://example.com/unsubscribe>' } }),
		]);
		expect([0, 1, 2].map((output) => execution.items(ROUTER, output).map(({ subject, output: answer }) => [subject, answer]))).toEqual([
			[['', undefined]],
			[['Hi', 'gpt-6-luna says hello']],
			[['A proof', 'gpt-6.1-sol says hello']],
		]);
		expect(execution.ran).toEqual(expect.arrayContaining(['Tell the Team', 'Reply from Cheap', 'Reply from Strong']));
		expect(world.provider.calls().slice(before).toSorted()).toEqual(['gpt-6-luna', 'gpt-6.1-sol']);
	});

	it('reads a mail that is HTML alone', async () => {
		const execution = await run('email-imap.json', TRIGGER, [mail('Opening hours', '', { textHtml: HTML })]);
		expect(answered(execution)).toMatchObject([{ output: expect.stringContaining('says hello') }]);
		expectWholeMail(lastPrompt());
	});
});

describe('what the team is told of a mail that nobody answered', () => {
	/** The text that would be sent: nobody takes mails here. */
	const written = (workflow: WorkflowJson): WorkflowJson => ({
		...workflow,
		nodes: workflow.nodes.map((node) =>
			node.name === 'Tell the Team'
				? {
						...node,
						type: 'n8n-nodes-base.set',
						typeVersion: 3.4,
						credentials: {},
						parameters: { assignments: { assignments: [{ id: 'a', name: 'text', type: 'string', value: node.parameters['text'] }] } },
					}
				: node,
		),
	});

	it('is its own text, of HTML without the tags and styles', async () => {
		for (const model of ['gpt-6-luna', 'gpt-6.1-sol']) world.provider.fail(model, 400);
		try {
			const trigger = 'Email Trigger (IMAP)';
			const mail = { textHtml: HTML, textPlain: '', metadata: {}, subject: 'Hours', from: 'Ann <ann@example.com>' };
			const execution = await run('email-imap.json', trigger, [mail], written);
			const text = String(execution.items('Tell the Team')[0]?.['text']);
			expect(text).toMatch(/^From: Ann <ann@example.com>\nReason: .*\n[^]*when does the shop close/);
			expect(text).not.toMatch(/color:|track\(|<p>/);
		} finally {
			for (const model of ['gpt-6-luna', 'gpt-6.1-sol']) world.provider.fail(model, null);
		}
	});
});

describe('the example for Gmail', () => {
	const TRIGGER = 'Gmail Trigger';
	const mail = (id: string, subject: string, more: IDataObject) => ({
		id,
		threadId: `t-${id}`,
		labelIds: ['UNREAD', 'INBOX'],
		sizeEstimate: 5120,
		headers: { subject: `Subject: ${subject}`, from: 'From: Ann <ann@example.com>' },
		subject,
		date: '2026-05-04T11:00:00.000Z',
		to: { value: [{ address: 'me@example.com', name: '' }], text: 'me@example.com', html: '' },
		from: { value: [{ address: 'ann@example.com', name: 'Ann' }], text: '"Ann" <ann@example.com>', html: '' },
		messageId: `<${id}@example.com>`,
		...more,
	});

	it('sends each mail to its label and its draft', async () => {
		const plain = (text: string) => ({ html: false, text, textAsHtml: `<p>${text}</p>` });
		const execution = await run('email-gmail.json', TRIGGER, [
			mail('1', 'Hi', plain(EASY)),
			mail('2', 'A proof', plain(HARD)),
			mail('3', '', { html: false, text: '' }),
		]);
		expect([0, 1, 2].map((output) => execution.items(ROUTER, output).map(({ id }) => id))).toEqual([['3'], ['1'], ['2']]);
		expect(execution.ran).toEqual(
			expect.arrayContaining(['Star for a Person', 'Label Cheap', 'Draft from Cheap', 'Label Strong', 'Draft from Strong']),
		);
	});

	it.each([
		['that is HTML alone', {}],
		['whose text says no more than to look at the HTML', { text: 'Please view this email in a browser: https://example.com/m/1' }],
	])('reads a mail %s', async (_, text) => {
		const execution = await run('email-gmail.json', TRIGGER, [mail('4', 'Opening hours', { html: HTML, ...text })]);
		expect(answered(execution)).toMatchObject([{ id: '4', output: expect.stringContaining('says hello') }]);
		expectWholeMail(lastPrompt());
	});
});
