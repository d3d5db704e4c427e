/** The credential every example names. */
export const CREDENTIAL_NAME = 'LLM Model Registry';
export const CREDENTIAL_TYPE = 'llmModelRegistryApi';

/** LLM Model Registry data that points at the demo provider. */
export function demoCredential(baseUrl: string) {
	return { providers: ['custom1'], custom1Name: 'Demo provider', custom1BaseUrl: baseUrl, custom1ApiKey: 'demo-key' };
}
