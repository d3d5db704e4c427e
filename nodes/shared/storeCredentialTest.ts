import type { ICredentialsDecrypted, INodeCredentialTestResult } from 'n8n-workflow';

import { checkPostgres } from '../../adapters/ledger/postgres/check';
import { checkRedis } from '../../adapters/redis/check';
import type { StoreCheck } from '../../adapters/storeCheck';
import { isConfigError } from '../../router/configError';
import { readStore } from './storeCredential';

/** Tries both servers at once; the message says of each that it works, or the one thing to change. */
export async function testLlmRouterStore(credential: ICredentialsDecrypted): Promise<INodeCredentialTestResult> {
	try {
		const { postgres, redis } = readStore(credential.data ?? {});
		const [first, second] = await Promise.all([
			postgres === null ? null : checkPostgres(postgres),
			redis === null ? null : checkRedis(redis),
		]);
		const told = [...describeCheck('Postgres', first), ...describeCheck('Redis', second)];
		const broken = first?.kind === 'broken' || second?.kind === 'broken';
		return { status: broken ? 'Error' : 'OK', message: told.join(' · ') };
	} catch (error) {
		return { status: 'Error', message: isConfigError(error) ? error.message : 'The credential cannot be read.' };
	}
}

function describeCheck(name: string, check: StoreCheck | null): string[] {
	if (check === null) return [];
	return [`${name}: ${check.kind === 'works' ? `works (version ${check.version})` : check.problem}`];
}
