import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { FeedbackLedger } from '../../router/ledger/feedbackPort';
import type { ReportSource } from '../../router/ledger/reportFacts';
import type { Store } from '../shared/store';

/** What an operation works with. */
export interface OperationOptions {
	readonly ctx: IExecuteFunctions;
	readonly input: readonly INodeExecutionData[];
	readonly store: Store;
	readonly ledger: FeedbackLedger;
	readonly reports: ReportSource;
	/** The log holds what one worker of several has decided. */
	readonly partial: boolean;
	readonly signal: AbortSignal;
	/** Epoch ms. */
	readonly nowMs: number;
}

/** Runs for all items of the input, and gives what leaves by each output. */
export type Operation = (options: OperationOptions) => Promise<INodeExecutionData[][]>;
