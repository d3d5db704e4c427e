import type { INodeProperties } from 'n8n-workflow';

/** Signals by the type of their value, as the request's analysis names them. */
export const NUMBER_SIGNALS = [
	{ name: 'Characters', value: 'chars', description: 'Length of the prompt in characters' },
	{ name: 'Constraint Words', value: 'constraints', description: 'Words that bind the answer: must, exactly, at most, without …' },
	{ name: 'Domain Words', value: 'domainWords', description: 'Expert words, such as those of law, medicine, mathematics or science' },
	{ name: 'Images', value: 'images', description: 'Number of images in the last user messages' },
	{ name: 'Links', value: 'urls', description: 'Number of web addresses' },
	{ name: 'Previous Messages', value: 'priorTurns', description: 'Number of messages before the prompt, not counting system messages' },
	{ name: 'Questions', value: 'questions', description: 'Number of questions asked' },
	{ name: 'Reasoning Words', value: 'reasoningWords', description: 'Words that ask for reasoning: prove, why, derive, compare …' },
	{
		name: 'Routine Words',
		value: 'routineWords',
		description: 'Words of everyday work at the start of the last message: hello, translate, rewrite, extract, sort …',
	},
	{ name: 'Sentences', value: 'sentences', description: 'Number of sentences' },
	{ name: 'Steps', value: 'steps', description: 'Numbered or sequenced steps asked for' },
	{ name: 'Tokens in the Last Message', value: 'lastTurnTokens', description: 'Estimated tokens of the last user message' },
	{
		name: 'Tokens in the Whole Request',
		value: 'requestTokens',
		description: 'Estimated tokens of everything sent, system message included',
	},
	{ name: 'Words', value: 'words', description: 'Number of words' },
] as const;

export const FLAG_SIGNALS = [
	{ name: 'Has Code', value: 'hasCode', description: 'The prompt contains program code' },
	{ name: 'Has Math', value: 'hasMath', description: 'The prompt contains formulas or equations' },
	{ name: 'Has Table', value: 'hasTable', description: 'The prompt contains a table' },
] as const;

export const FORMATS = [
	{ name: 'Code', value: 'code' },
	{ name: 'JSON', value: 'json' },
	{ name: 'List', value: 'list' },
	{ name: 'Plain Text', value: 'text' },
	{ name: 'Table', value: 'table' },
] as const;

const signalOptions = [
	...NUMBER_SIGNALS,
	...FLAG_SIGNALS,
	{ name: 'Answer Format', value: 'format', description: 'The form the answer is wanted in' },
	{ name: 'Language', value: 'language', description: 'The language of the prompt' },
].toSorted((a, b) => a.name.localeCompare(b.name));

const numbers = NUMBER_SIGNALS.map((signal) => signal.value);
const flags = FLAG_SIGNALS.map((signal) => signal.value);

const signalRow: INodeProperties[] = [
	{
		displayName: 'Signal',
		name: 'signal',
		type: 'options',
		options: signalOptions,
		default: 'words',
		description: 'What to look at in the prompt. The system message counts only in Tokens in the Whole Request.',
	},
	{
		displayName: 'Comparison',
		name: 'comparison',
		type: 'options',
		options: [
			{ name: 'At Least', value: 'at_least' },
			{ name: 'At Most', value: 'at_most' },
		],
		default: 'at_least',
		displayOptions: { show: { signal: numbers } },
	},
	{
		displayName: 'Number',
		name: 'number',
		type: 'number',
		default: 1,
		description: 'The bound itself counts as a match',
		displayOptions: { show: { signal: numbers } },
	},
	{
		displayName: 'Is True',
		name: 'flag',
		type: 'boolean',
		default: true,
		description: 'Whether the signal must be present (on) or absent (off)',
		displayOptions: { show: { signal: flags } },
	},
	{
		displayName: 'Languages',
		name: 'languages',
		type: 'string',
		default: '',
		placeholder: 'e.g. en, de, fr',
		description: 'Two-letter language codes, separated by commas. Any of them is a match; a prompt too short to tell never is.',
		displayOptions: { show: { signal: ['language'] } },
	},
	{
		displayName: 'Formats',
		name: 'formats',
		type: 'multiOptions',
		options: [...FORMATS],
		default: [],
		description: 'Any of them is a match',
		displayOptions: { show: { signal: ['format'] } },
	},
];

const ruleRow: INodeProperties[] = [
	{
		displayName: 'Name',
		name: 'name',
		type: 'string',
		default: '',
		placeholder: 'e.g. Legal questions',
		description: 'The name of this rule in the reason on each item. Empty: its number.',
	},
	{
		displayName: 'Model Name or ID',
		name: 'model',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'getModelChoices', loadOptionsDependsOn: ['models.values', '/models', '/models.values'] },
		required: true,
		default: '',
		description:
			'The model for requests that match this rule: one of the models below. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
	{
		displayName: 'If Its Model Fails',
		name: 'ifItFails',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'Next Model', value: 'next', description: 'Another model of the list takes over, as everywhere else' },
			{ name: 'These Models', value: 'models', description: 'Only the models named below may take over, in their order' },
			{ name: 'Fallback', value: 'fallback', description: 'No other model is asked, and the item goes to Fallback' },
		],
		default: 'next',
		description: 'What happens to an item of this rule if its model fails, cannot serve it, or its answer is rejected',
	},
	{
		displayName: 'These Models',
		name: 'theseModels',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Medium, Large',
		description: 'Branch names, model names or IDs, separated by commas. After a rejected answer only the stronger ones are asked.',
		displayOptions: { show: { ifItFails: ['models'] } },
	},
	{
		displayName: 'Match',
		name: 'combine',
		type: 'options',
		noDataExpression: true,
		options: [
			{ name: 'All Conditions', value: 'all', description: 'Every signal condition and the item conditions must hold' },
			{ name: 'Any Condition', value: 'any', description: 'One of the signal conditions, or the item conditions, must hold' },
		],
		default: 'all',
		description: 'How the conditions below work together. A rule without conditions matches every item.',
	},
	{
		displayName: 'Signal Conditions',
		name: 'signals',
		type: 'fixedCollection',
		placeholder: 'Add Signal Condition',
		typeOptions: { multipleValues: true },
		default: {},
		description: 'Conditions on what the prompt is like: its length, language, code, math …',
		options: [{ displayName: 'Signal Condition', name: 'values', values: signalRow }],
	},
	{
		displayName: 'Item Conditions',
		name: 'item',
		type: 'filter',
		placeholder: 'Add Item Condition',
		default: {},
		typeOptions: { filter: { caseSensitive: false, typeValidation: 'loose', version: 3 } },
		description: 'Conditions on the data of the item, such as the sender or the channel. They cannot see signals.',
	},
];

export const rulesFields: INodeProperties[] = [
	{
		displayName: 'Rules',
		name: 'rules',
		type: 'fixedCollection',
		placeholder: 'Add Rule',
		typeOptions: { multipleValues: true, sortable: true, fixedCollection: { itemTitle: '={{ $collection.item.value.name || "" }}' } },
		default: {},
		description: 'Read from top to bottom: the first rule that matches chooses the model. If none matches, the default model answers.',
		options: [{ displayName: 'Rule', name: 'values', values: ruleRow }],
	},
];
