import { LlmRouterStoreApi } from '../../credentials/LlmRouterStoreApi.credentials';

const { properties } = new LlmRouterStoreApi();
const shown = (name: string) => properties.find((property) => property.name === name)?.displayOptions?.show;

it('keeps every secret in a flat password field', () => {
	const secrets = properties.filter((property) => property.typeOptions?.password === true).map(({ name }) => name);
	expect(secrets.sort()).toEqual(['postgresClientKey', 'postgresPassword', 'redisClientKey', 'redisPassword']);
	expect(properties.filter(({ type }) => type === 'fixedCollection' || type === 'collection')).toEqual([]);
});

it.each([
	['postgres', 'usePostgres', ['Host', 'Port', 'Database', 'User', 'Password', 'Schema', 'Encryption']],
	['redis', 'useRedis', ['Host', 'Port', 'User', 'Password', 'Database', 'Prefix', 'Encryption']],
] as const)('%s: shows its fields only where it is used, and its certificates only where they are checked', (kind, used, fields) => {
	for (const field of fields) expect([field, shown(`${kind}${field}`)]).toEqual([field, { [used]: [true] }]);
	for (const field of ['Ca', 'ClientCertificate', 'ClientKey']) {
		expect([field, shown(`${kind}${field}`)]).toEqual([field, { [used]: [true], [`${kind}Encryption`]: ['verify'] }]);
	}
	expect(properties.filter(({ name }) => name.startsWith(kind))).toHaveLength(fields.length + 3);
});

it('says what it is for, and that it needs no databases of its own', () => {
	expect(properties.find(({ type }) => type === 'notice')?.displayName).toMatch(/queue mode.*the Postgres and Redis that n8n itself uses/);
});
