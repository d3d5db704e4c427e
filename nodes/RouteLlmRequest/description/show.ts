import type { ICredentialsDisplayOptions, IDisplayOptions } from 'n8n-workflow';

export const whenAnswering: IDisplayOptions = { show: { operation: ['routeAndAnswer'] } };
export const whenRegistry: ICredentialsDisplayOptions = { show: { modelsFrom: ['registry'] } };
export const whenShared: ICredentialsDisplayOptions = { show: { 'options.shareBetweenWorkers': [true] } };

/** The same inside a collection. */
export const onlyAnswering: IDisplayOptions = { show: { '/operation': ['routeAndAnswer'] } };
/** For what cannot be asked of a connected Chat Model. */
export const onlyAnsweringRegistry: IDisplayOptions = { show: { '/operation': ['routeAndAnswer'], '/modelsFrom': ['registry'] } };
