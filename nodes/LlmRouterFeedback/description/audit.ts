import type { INodeProperties } from 'n8n-workflow';

import { modelModes } from '../../RouteLlmRequest/description/modelModes';

import { routerField } from './routerField';

const show = { resource: ['audit'], operation: ['run'] };

/** What hidden and left out fields count as: the panel's defaults again, which its linter wants written out there. */
export const AUDIT_DEFAULTS = {
	/** USD; 0 is no budget. */
	budgetPerRun: 0,
	dailyBudget: 0,
	mostAudits: 100,
	parallel: 4,
	/** Seconds. */
	maxWaitTime: 60,
	timeout: 120,
	/** Tokens. */
	reservedOutputTokens: 4096,
	routerId: '',
	itemPerAudit: false,
} as const;

/** Inclusive. */
export const AUDIT_LIMITS = {
	budgetPerRun: { min: 0, max: 1_000_000 },
	dailyBudget: { min: 0, max: 1_000_000 },
	mostAudits: { min: 1, max: 100_000 },
	parallel: { min: 1, max: 100 },
	maxWaitTime: { min: 0, max: 300 },
	timeout: { min: 1, max: 300 },
	reservedOutputTokens: { min: 1, max: 1_000_000 },
} as const;

export const auditOperations: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	displayOptions: { show: { resource: ['audit'] } },
	options: [
		{
			name: 'Run',
			value: 'run',
			action: 'Run shadow audits',
			description: 'Ask the other model too, and let a judge compare both answers',
		},
	],
	default: 'run',
};

export const auditFields: INodeProperties[] = [
	{
		displayName:
			'A judge compares the strongest model with a weaker one on requests that Audit Share of Route LLM Request kept. Run it on a schedule.',
		name: 'auditNotice',
		type: 'notice',
		default: '',
		displayOptions: { show },
	},
	{
		displayName: 'Judge Model',
		name: 'judgeModel',
		type: 'resourceLocator',
		noDataExpression: true,
		required: true,
		default: { mode: 'list', value: '' },
		description:
			'The model that compares the two answers, as provider/model. It is asked twice for each audit, and not told whose answers they are. Take one that is not one of your candidates: models favor their own answers. Results of different judges are not mixed, so keep it.',
		...modelModes({ search: 'searchModels', placeholder: 'Choose a model', example: 'openai/gpt-4o' }),
		displayOptions: { show },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		displayOptions: { show },
		options: [
			{
				displayName: 'Budget per Run (USD)',
				name: 'budgetPerRun',
				type: 'number',
				noDataExpression: true,
				typeOptions: { minValue: AUDIT_LIMITS.budgetPerRun.min, maxValue: AUDIT_LIMITS.budgetPerRun.max },
				default: 0,
				description:
					'The most that one run may spend. An audit starts only if its whole cost fits; the others wait for another run. It needs a known price for every model, and limits each answer to Reserved Output Tokens. 0 is no budget.',
			},
			{
				displayName: 'Daily Budget (USD)',
				name: 'dailyBudget',
				type: 'number',
				noDataExpression: true,
				typeOptions: { minValue: AUDIT_LIMITS.dailyBudget.min, maxValue: AUDIT_LIMITS.dailyBudget.max },
				default: 0,
				description:
					'The most that this node may spend on audits in a day, in the time zone of the workflow, over all its executions. It needs what Budget per Run needs, and is apart from the budgets of the routers. 0 is no budget.',
			},
			{
				displayName: 'Max Wait Time (Seconds)',
				name: 'maxWaitTime',
				type: 'number',
				noDataExpression: true,
				typeOptions: { minValue: AUDIT_LIMITS.maxWaitTime.min, maxValue: AUDIT_LIMITS.maxWaitTime.max },
				default: 60,
				description: 'How long one call may wait until its model has room. After that the audit stays for another run.',
			},
			{
				displayName: 'Most Audits per Run',
				name: 'mostAudits',
				type: 'number',
				noDataExpression: true,
				typeOptions: { minValue: AUDIT_LIMITS.mostAudits.min, maxValue: AUDIT_LIMITS.mostAudits.max },
				default: 100,
				description: 'How many requests one run looks at, the oldest first. The others wait for the next run.',
			},
			{
				displayName: 'One Item per Audit',
				name: 'itemPerAudit',
				type: 'boolean',
				default: false,
				description: 'Whether to give an item for each audit, with its decision, models, result and cost, instead of one for the whole run',
			},
			{
				displayName: 'Parallel Audits',
				name: 'parallel',
				type: 'number',
				noDataExpression: true,
				typeOptions: { minValue: AUDIT_LIMITS.parallel.min, maxValue: AUDIT_LIMITS.parallel.max },
				default: 4,
				description:
					'How many audits run at the same time. Rate limits set in the credential are kept, and half of each is reserved for routers.',
			},
			{
				displayName: 'Reserved Output Tokens',
				name: 'reservedOutputTokens',
				type: 'number',
				noDataExpression: true,
				typeOptions: { minValue: AUDIT_LIMITS.reservedOutputTokens.min, maxValue: AUDIT_LIMITS.reservedOutputTokens.max },
				default: 4096,
				description:
					'The longest answer to request if a budget is set. An answer that needs more is not compared, because it would be cut off.',
			},
			routerField({ description: 'Audits only requests of this Route LLM Request node. Left empty: of all.' }),
			{
				displayName: 'Timeout (Seconds)',
				name: 'timeout',
				type: 'number',
				noDataExpression: true,
				typeOptions: { minValue: AUDIT_LIMITS.timeout.min, maxValue: AUDIT_LIMITS.timeout.max },
				default: 120,
				description: 'How long one call may take',
			},
		],
	},
];
