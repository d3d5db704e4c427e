import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/**
 * Where several n8n processes keep together what one of them alone keeps for itself: Postgres and Redis.
 * Flat fields for the reason given in LlmModelRegistryApi.
 */
export class LlmRouterStoreApi implements ICredentialType {
	name = 'llmRouterStoreApi';

	displayName = 'LLM Router Store';

	icon: Icon = { light: 'file:llmRouterStore.svg', dark: 'file:llmRouterStore.dark.svg' };

	documentationUrl = 'https://www.npmjs.com/package/n8n-nodes-llm-router';

	properties: INodeProperties[] = [
		{
			displayName:
				'For n8n in queue mode: all workers share one log and one count of limits. You can use the Postgres and Redis that n8n itself uses.',
			name: 'storeNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Use Postgres',
			name: 'usePostgres',
			type: 'boolean',
			default: true,
			description: 'Whether the log of decisions is kept in Postgres: one for all workers. Otherwise each worker keeps its own in a file.',
		},
		...server('postgres', 'usePostgres', { name: 'Postgres', port: 5432 }, [
			text('postgresDatabase', 'Postgres Database', 'n8n_llm_router'),
			text('postgresUser', 'Postgres User', 'llm_router'),
			secret('postgresPassword', 'Postgres Password'),
			{
				...text('postgresSchema', 'Postgres Schema', ''),
				default: 'llm_router',
				description: 'Holds the tables of the router and nothing else. It is created if it does not exist.',
			},
		]),
		{
			displayName: 'Use Redis',
			name: 'useRedis',
			type: 'boolean',
			default: true,
			description:
				'Whether rate limits, cooldowns and budgets are counted in Redis: together for all workers. Otherwise each worker counts on its own.',
		},
		...server('redis', 'useRedis', { name: 'Redis', port: 6379 }, [
			{ ...text('redisUser', 'Redis User', ''), description: 'Leave empty for the default user' },
			{ ...secret('redisPassword', 'Redis Password'), description: 'Leave empty where your server asks for none' },
			{
				displayName: 'Redis Database Number',
				name: 'redisDatabase',
				type: 'number',
				default: 0,
				typeOptions: { minValue: 0 },
			},
			{
				...text('redisPrefix', 'Redis Key Prefix', ''),
				default: 'llm-router',
				description: 'Every key of the router begins with it. All workers that belong together need the same one.',
			},
		]),
	];
}

interface Server {
	readonly name: string;
	readonly port: number;
}

/** All fields of one server, shown where it is used: where it is, how to get in, and how the way is encrypted. */
function server(kind: string, used: string, { name, port }: Server, entry: readonly INodeProperties[]): INodeProperties[] {
	const always = [
		text(`${kind}Host`, `${name} Host`, `${kind}.example.com`),
		{ displayName: `${name} Port`, name: `${kind}Port`, type: 'number', default: port } as const,
		...entry,
		encryption(kind, name),
	];
	return [
		...always.map((property) => ({ ...property, displayOptions: { show: { [used]: [true] } } })),
		...certificates(kind, name).map((property) => ({
			...property,
			displayOptions: { show: { [used]: [true], [`${kind}Encryption`]: ['verify'] } },
		})),
	];
}

function text(name: string, displayName: string, placeholder: string): INodeProperties {
	return { displayName, name, type: 'string', default: '', ...(placeholder === '' ? {} : { placeholder }) };
}

function secret(name: string, displayName: string): INodeProperties {
	return { displayName, name, type: 'string', typeOptions: { password: true }, default: '' };
}

function encryption(kind: string, name: string): INodeProperties {
	return {
		displayName: `${name} Encryption`,
		name: `${kind}Encryption`,
		type: 'options',
		default: 'off',
		options: [
			{ name: 'Off', value: 'off' },
			{
				name: 'On, Certificate Not Checked',
				value: 'encrypt',
				description: 'Nobody can listen, but another server could pose as yours',
			},
			{ name: 'On, Certificate Checked', value: 'verify' },
		],
	};
}

function certificates(kind: string, name: string): INodeProperties[] {
	const placeholder = '-----BEGIN CERTIFICATE-----';
	return [
		{
			...text(`${kind}Ca`, `${name} CA Certificate`, placeholder),
			typeOptions: { rows: 4 },
			description: "The authority that signed the server's certificate. Leave empty for a publicly trusted one.",
		},
		{
			...text(`${kind}ClientCertificate`, `${name} Client Certificate`, placeholder),
			typeOptions: { rows: 4 },
			description: 'Leave empty unless the server asks for one',
		},
		{
			...secret(`${kind}ClientKey`, `${name} Client Key`),
			typeOptions: { password: true, rows: 4 },
			description: 'Belongs to the client certificate. Without a passphrase.',
		},
	];
}
