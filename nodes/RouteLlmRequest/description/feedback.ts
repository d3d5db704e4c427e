import type { INodeProperties } from 'n8n-workflow';

import { embeddingModelOption } from './embedding';

/** What hidden or absent fields count as: the panel's defaults again, which its linter wants written out there. */
export const FEEDBACK_DEFAULTS = {
	/** Per cent; 0: none. */
	auditShare: 0,
	/** Days. */
	auditDays: 30,
	/** Days; 0: not kept. */
	featureDays: 0,
	/** '': nobody is named. */
	subjectKey: '',
} as const;

/** Inclusive. */
export const FEEDBACK_LIMITS = {
	auditShare: { min: 0, max: 100 },
	auditDays: { min: 1, max: 3650 },
	featureDays: { min: 0, max: 3650 },
	subjectKeyChars: 500,
} as const;

const onlyAnswering: INodeProperties['displayOptions'] = { show: { '/operation': ['routeAndAnswer'] } };

/** What is kept so that LLM Router Feedback can learn of it. Nothing of it is on by itself. */
export const feedbackField: INodeProperties = {
	displayName: 'Feedback Loop',
	name: 'feedback',
	type: 'collection',
	placeholder: 'Add Setting',
	default: {},
	description:
		'What is kept of the requests so that the node LLM Router Feedback can check, calibrate and train with it. Decisions, costs and ratings are kept anyway, prompts and answers only by choice.',
	options: [
		{
			displayName: 'Audit Share (%)',
			name: 'auditShare',
			type: 'number',
			noDataExpression: true,
			typeOptions: { minValue: FEEDBACK_LIMITS.auditShare.min, maxValue: FEEDBACK_LIMITS.auditShare.max },
			default: 0,
			description:
				"Share of the requests that chance chooses for a later check of a cheaper model's answer against the strongest's. Prompt and answer of those are kept until they are checked or their time is over. The check itself runs, and costs money, only when the node LLM Router Feedback is told to run audits. 0 keeps no text. Route Only has no answers to check.",
			displayOptions: onlyAnswering,
		},
		{
			displayName: 'Audited Content Kept (Days)',
			name: 'auditDays',
			type: 'number',
			noDataExpression: true,
			typeOptions: { minValue: FEEDBACK_LIMITS.auditDays.min, maxValue: FEEDBACK_LIMITS.auditDays.max, numberPrecision: 0 },
			default: 30,
			description: 'How long prompts and answers chosen for a check are kept if nobody checks them. Run audits more often than that.',
			displayOptions: onlyAnswering,
		},
		embeddingModelOption,
		{
			displayName: 'Keep Features for Training (Days)',
			name: 'featureDays',
			type: 'number',
			noDataExpression: true,
			typeOptions: { minValue: FEEDBACK_LIMITS.featureDays.min, maxValue: FEEDBACK_LIMITS.featureDays.max, numberPrecision: 0 },
			default: 0,
			description:
				'How long the words of each request are kept as hashes, which is what training the classifier reads. They are no text, but with a dictionary the words can be found out again: treat them as personal data. 0 keeps none, and then nothing can be trained.',
		},
		{
			displayName: 'Subject Key',
			name: 'subjectKey',
			type: 'string',
			default: '',
			placeholder: 'e.g. {{ $json.userId }}',
			description:
				'Whom the request is about, such as a customer number. It is kept with the decision, so that LLM Router Feedback can find and delete all that is kept of one person. Leave it empty to name nobody.',
		},
	],
};
