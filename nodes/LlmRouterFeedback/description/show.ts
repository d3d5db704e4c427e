import type { ICredentialsDisplayOptions } from 'n8n-workflow';

/** Resources whose operations call models. */
export const whenCallingModels: ICredentialsDisplayOptions = { show: { resource: ['audit'] } };
