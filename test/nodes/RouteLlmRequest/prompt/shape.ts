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

/** What n8n's Webhook gives beside the body. */
export const webhook = {
	headers: { host: 'n8n.example', 'user-agent': 'curl a b c' },
	params: {},
	query: {},
	webhookUrl: 'https://n8n.example/webhook/x',
};
