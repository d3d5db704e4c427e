import type { ICredentialsDecrypted, ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';

import { isConfigError } from '../../router/configError';
import { createRedactor } from '../../router/calls/redact';
import { keyIdOf } from './keyId';
import { problemOf } from './providerProblem';
import { readRegistry } from './registryCredential';
import { retirementHints } from './retiredModels';
import { liftKeyCooldowns } from './store';

/** Asks every provider of the credential at once; the message names each one that refuses, and why. */
export async function testLlmModelRegistry(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	try {
		const { endpoints, facts, keys } = readRegistry(credential.data ?? {});
		const redactor = createRedactor(keys);
		const credentialId = credential.id || credential.name;
		const problems = await Promise.all(
			[...endpoints.values()].map(async (endpoint) => {
				const problem = await problemOf(this, endpoint, redactor);
				if (problem === null) await liftKeyCooldowns([keyIdOf(credentialId, endpoint)]);
				return problem;
			}),
		);
		const found = problems.filter((problem) => problem !== null);
		if (found.length > 0) return { status: 'Error', message: found.join(' · ') };
		const names = [...endpoints.values()].map(({ name }) => name).join(', ');
		const retired = retirementHints([...facts.keys()], Date.now()).map((hint) => ` · Model Facts: ${hint}`);
		return { status: 'OK', message: `Every provider accepted its key: ${names}${retired.join('')}` };
	} catch (error) {
		return { status: 'Error', message: isConfigError(error) ? error.message : 'The credential cannot be read.' };
	}
}
