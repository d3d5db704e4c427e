import type { IDisplayOptions } from 'n8n-workflow';

export const whenAnswering: IDisplayOptions = { show: { operation: ['routeAndAnswer'] } };
export const whenClassifying: IDisplayOptions = { show: { strategy: ['classifier'] } };
export const whenRules: IDisplayOptions = { show: { strategy: ['rules'] } };
