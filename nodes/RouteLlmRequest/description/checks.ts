import type { INodeProperties } from 'n8n-workflow';

import { LIMITS } from './defaults';
import { modelModes } from './modelModes';

const kinds = [
	{ name: 'Arithmetic', value: 'arithmetic', description: 'Recomputes every calculation in the answer; a wrong one rejects. Free.' },
	{
		name: 'Code Parses',
		value: 'code_parses',
		description: 'Code blocks in JavaScript, TypeScript, Python or SQL must parse; nothing is run. Free.',
	},
	{ name: 'Confidence', value: 'confidence', description: 'How sure the model was of its words, where the provider reports it. Free.' },
	{ name: 'Contains', value: 'contains', description: 'The answer must contain your words. Free.' },
	{ name: 'JSON Schema', value: 'json_schema', description: 'The answer must be JSON that fits your schema. Free.' },
	{ name: 'Learned Scorer', value: 'learned_scorer', description: 'A small built-in model guesses how likely the answer is right. Free.' },
	{ name: 'Length', value: 'length', description: 'The answer must be neither too short nor too long. Free.' },
	{
		name: 'LLM Judge',
		value: 'llm_judge',
		description: 'A model rates the answer by your criteria. Costs one judge call for each answer.',
	},
	{ name: 'Matches', value: 'matches', description: 'The answer must match, or must not match, a regular expression. Free.' },
	{ name: 'Reference', value: 'reference', description: 'What the answer says must be found in a text that you give. Free.' },
	{ name: 'Refusal', value: 'refusal', description: 'Rejects an answer that declines to help. Free.' },
	{ name: 'Repetition', value: 'repetition', description: 'Rejects an answer that repeats itself. Free.' },
	{
		name: 'Same Language',
		value: 'same_language',
		description: 'The answer must be in the language of the prompt, or the one asked for. Free.',
	},
	{
		name: 'Self-Consistency',
		value: 'self_consistency',
		description: 'Asks the same model again and compares the final answers. Costs 2 to 10 short calls for each answer.',
	},
	{ name: 'Valid JSON', value: 'valid_json', description: 'The answer must be JSON. Free.' },
] as const;

/** The checks of a row, by the value the panel stores. */
export type CheckKind = (typeof kinds)[number]['value'];
export const CHECK_KINDS: readonly CheckKind[] = kinds.map(({ value }) => value);

const when = (...checks: readonly CheckKind[]): Pick<INodeProperties, 'displayOptions'> => ({
	displayOptions: { show: { check: [...checks] } },
});

const wordFields: INodeProperties[] = [
	{
		displayName: 'Texts',
		name: 'texts',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. Kind regards',
		description: 'What the answer must contain, one per line',
		...when('contains'),
	},
	{
		displayName: 'Which of Them',
		name: 'containsMode',
		type: 'options',
		options: [
			{ name: 'All', value: 'all', description: 'Every line must be found' },
			{ name: 'Any', value: 'any', description: 'One of the lines must be found' },
		],
		default: 'all',
		...when('contains'),
	},
	{
		displayName: 'Case Sensitive',
		name: 'caseSensitive',
		type: 'boolean',
		default: false,
		description: 'Whether capital and small letters differ',
		...when('contains'),
	},
	{
		displayName: 'Pattern',
		name: 'pattern',
		type: 'string',
		default: '',
		placeholder: 'e.g. ^ORDER-\\d+$',
		description:
			'A regular expression in RE2 syntax, without slashes. It runs in linear time, so it has no look-ahead and no back-references.',
		...when('matches'),
	},
	{
		displayName: 'The Answer',
		name: 'mustMatch',
		type: 'options',
		options: [
			{ name: 'Must Match', value: 'match' },
			{ name: 'Must Not Match', value: 'not_match' },
		],
		default: 'match',
		...when('matches'),
	},
];

const sizeFields: INodeProperties[] = [
	{
		displayName: 'Counted In',
		name: 'lengthUnit',
		type: 'options',
		options: [
			{ name: 'Characters', value: 'characters' },
			{ name: 'Words', value: 'words' },
		],
		default: 'words',
		...when('length'),
	},
	{
		displayName: 'At Least',
		name: 'minLength',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 0 },
		default: 0,
		description: 'The shortest answer that passes; 0 is no limit',
		...when('length'),
	},
	{
		displayName: 'At Most',
		name: 'maxLength',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 0 },
		default: 0,
		description: 'The longest answer that passes; 0 is no limit',
		...when('length'),
	},
	{
		displayName: 'Schema',
		name: 'schema',
		type: 'json',
		default: '{\n  "type": "object"\n}',
		description: 'A JSON Schema. It is checked before the first call.',
		...when('json_schema'),
	},
	{
		displayName: 'Reference Text',
		name: 'reference',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. {{ $json.article }}',
		description:
			'The text the answer must agree with, such as the document it is about. Numbers and names that do not occur in it weigh most. Empty: nothing is checked for that item.',
		...when('reference'),
	},
];

const modelFields: INodeProperties[] = [
	{
		displayName: 'Judge Model',
		name: 'judgeModel',
		type: 'resourceLocator',
		noDataExpression: true,
		default: { mode: 'list', value: '' },
		description: 'The model that rates the answers. Empty: the weakest model of the list. The list says what 1,000 answers cost.',
		...modelModes({ search: 'searchJudgeModels', placeholder: 'The weakest model of the list', example: 'openai/gpt-4o-mini' }),
		displayOptions: { show: { check: ['llm_judge'], '/modelsFrom': ['registry'] } },
	},
	{
		displayName: 'Judge Name or ID',
		name: 'judgeRow',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'getDefaultJudgeChoices', loadOptionsDependsOn: ['/models', '/models.values'] },
		default: '',
		description:
			'The connected model that rates the answers. Empty: the weakest. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
		displayOptions: { show: { check: ['llm_judge'], '/modelsFrom': ['connected'] } },
	},
	{
		displayName: 'Criteria',
		name: 'criteria',
		type: 'string',
		noDataExpression: true,
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. Names the order number, and promises no refund.',
		description:
			'What makes an answer good, in your words. Empty: correct, complete and to the point. The judge follows these words, so they take no expression: item data must not get in here.',
		...when('llm_judge'),
	},
	{
		displayName: 'Judge Timeout (Seconds)',
		name: 'judgeTimeout',
		type: 'number',
		typeOptions: { minValue: LIMITS.judgeTimeout.min, maxValue: LIMITS.judgeTimeout.max },
		default: 15,
		description: 'How long the judge may take. An answer it could not judge is accepted as unchecked.',
		...when('llm_judge'),
	},
	{
		displayName: 'Samples',
		name: 'samples',
		type: 'number',
		typeOptions: { minValue: LIMITS.samples.min, maxValue: LIMITS.samples.max, numberPrecision: 0 },
		default: 3,
		description: 'How often the same model is asked again at most; it stops once the agreement is settled',
		...when('self_consistency'),
	},
	{
		displayName: 'Tokens per Sample',
		name: 'sampleTokens',
		type: 'number',
		typeOptions: { minValue: LIMITS.sampleTokens.min, maxValue: LIMITS.sampleTokens.max, numberPrecision: 0 },
		default: 256,
		description: 'The output limit of each sample, which only has to give the final answer. Leave room for models that think first.',
		displayOptions: { show: { check: ['self_consistency'], '/modelsFrom': ['registry'] } },
	},
];

const checkRow: INodeProperties[] = [
	{
		displayName: 'Check',
		name: 'check',
		type: 'options',
		noDataExpression: true,
		// Log-probabilities cannot be asked of a connected Chat Model.
		options: kinds.map((kind) =>
			kind.value === 'confidence' ? { ...kind, displayOptions: { show: { '/modelsFrom': ['registry'] } } } : kind,
		),
		default: 'refusal',
	},
	{
		displayName: 'Severity',
		name: 'severity',
		type: 'options',
		options: [
			{ name: 'Counts', value: 'counts', description: 'The answer is rejected if the score is below Minimum Score' },
			{
				name: 'Escalates Only',
				value: 'escalates',
				description: "Below Minimum Score a stronger model is asked, but the strongest's answer is never rejected by it",
			},
			{
				name: 'Must Pass',
				value: 'must_pass',
				description: 'A score of 0 rejects the answer, even if Minimum Score is 0, and so does a check that could not judge it',
			},
		],
		default: 'counts',
		description: 'How much this check weighs',
	},
	...wordFields,
	...sizeFields,
	...modelFields,
];

export const moreChecks: INodeProperties = {
	displayName: 'More Checks',
	name: 'checks',
	type: 'fixedCollection',
	placeholder: 'Add Check',
	typeOptions: { multipleValues: true, sortable: true, fixedCollection: { itemTitle: '={{ $collection.item.value.check }}' } },
	default: {},
	description:
		'Each gives the answer a score from 0 to 1, or does not apply. The lowest score counts. Checks that cost calls run only where no free one has rejected the answer.',
	options: [{ displayName: 'Check', name: 'values', values: checkRow }],
};
