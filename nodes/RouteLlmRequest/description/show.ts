import type { ICredentialsDisplayOptions, IDisplayOptions } from 'n8n-workflow';

export const whenAnswering: IDisplayOptions = { show: { operation: ['routeAndAnswer'] } };
export const whenRegistry: ICredentialsDisplayOptions = { show: { modelsFrom: ['registry'] } };
