import type { ICredentialsDisplayOptions, IDisplayOptions } from 'n8n-workflow';

export const whenAnswering: IDisplayOptions = { show: { operation: ['routeAndAnswer'] } };
export const whenRegistry: ICredentialsDisplayOptions = { show: { modelsFrom: ['registry'] } };
export const whenRules: IDisplayOptions = { show: { strategy: ['rules'] } };

/** Strategies by the value the panel stores. */
export const whenStrategy = (...strategies: readonly string[]): IDisplayOptions => ({ show: { strategy: [...strategies] } });
