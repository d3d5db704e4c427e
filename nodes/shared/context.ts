import type { IExecuteFunctions, ISupplyDataFunctions } from 'n8n-workflow';

/** What n8n gives a node in `execute` and a sub-node in `supplyData` alike. */
export type RouterContext = Pick<IExecuteFunctions, Extract<keyof IExecuteFunctions, keyof ISupplyDataFunctions>>;
