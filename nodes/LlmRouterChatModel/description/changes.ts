import type { Changes } from './adapt';

const STOP = 'Stop with an Error';

/** What the caller sends itself, and what only a node with items and branches has. */
const leftOut: Changes = {
	'ifModelFails.ifFallbackNotConnected': 'left out',
	'limits.parallelItems': 'left out',
};

/** An Agent's answers hang on its tools and its conversation, which nobody may run again to compare. */
const notTuned: Changes = {
	thresholdFrom: { choices: { auto_tune: 'left out' } },
	autoTuneTarget: 'left out',
	autoTuneJudge: 'left out',
	autoTuneJudgeRow: 'left out',
	autoTuneMost: 'left out',
	autoTuneNotice: 'left out',
};

const models: Changes = {
	modelsFrom: {
		choices: { registry: { description: 'Models of every provider in one credential, chosen by name' } },
	},
	models: { description: 'The models to choose from. With Connected Chat Models, each row is one port, in this order.' },
	'models.values.branchName': {
		displayName: 'Name',
		description: "What this model is called in lists, in reasons and on its port. Empty: the model's name.",
	},
	'models.values.settings.enabled': {
		description: 'Whether this model may be chosen. Switched off, it keeps its port and its wire.',
	},
	modelsNotice: {
		displayName: 'To remove a model, switch off Enabled. Deleting a row moves all ports below it, but the wires on the canvas stay.',
		displayOptions: { show: { modelsFrom: ['connected'] } },
	},
};

const strategy: Changes = {
	strategy: {
		choices: {
			cascade: {
				description:
					'When answers can be checked: the cheapest model answers first, and a stronger one is asked if its answer fails. Pays for rejected drafts. Answers are not streamed.',
			},
		},
	},
	'rules.values.name': { description: 'The name of this rule in the reason. Empty: its number.' },
	'rules.values.ifItFails': {
		description: 'What happens to a request of this rule if its model fails, cannot serve it, or its answer is rejected',
		choices: { fallback: { name: STOP, description: 'No other model is asked, and the request ends with an error' } },
	},
	'rules.values.theseModels': {
		description: 'Names or IDs of models, separated by commas. After a rejected answer only the stronger ones are asked.',
	},
	'rules.values.combine': { description: 'How the conditions below work together. A rule without conditions matches every request.' },
	'rules.values.item': {
		description: 'Conditions on the data of the item that the Agent or chain works on, such as the channel. They cannot see signals.',
	},
};

const answers: Changes = {
	qualityChecks: {
		description: 'What an answer must pass. If it fails, a stronger model is asked; if none is left, the request ends with an error.',
	},
	'qualityChecks.maxSteps': {
		description:
			'How many models may answer one request, including the first; the last one is always the strongest. 0: every stronger model is asked in turn.',
	},
	'qualityChecks.checks.values.reference': {
		description:
			'The text the answer must agree with, such as the document it is about. Numbers and names that do not occur in it weigh most. Empty: nothing is checked.',
	},
};

const failures: Changes = {
	'ifModelFails.maxWaitTime': {
		description:
			'How long one request may wait in total for retries, rate limits and models on cooldown before it ends with an error. Empty: 30 seconds, and up to 10 minutes for rate limits. 0: never wait.',
	},
	'ifModelFails.deadline': {
		displayName: 'Deadline per Request (Seconds)',
		description:
			'How long one request may take in total, with every call, retry and wait. After that it ends with an error. An Agent sends one request for each of its steps. 0: no deadline.',
	},
	'ifModelFails.contentPolicyFallback': {
		description: "Whether to ask another model when a provider's content filter refused the request. Off: the request ends with an error.",
	},
};

const limits: Changes = {
	'limits.allowedModels': {
		description:
			'The only models that may see the request, judges and embedding models included: names or IDs, with commas or as a list. Empty or *: all. An expression that gives nothing allows none.',
	},
	'limits.budgetKey': {
		description:
			'Whose budget the request is counted in: a customer, user or tag. Each key has its own Budget and its own share of the strongest model. Kept only as a hash. Requests without a key share one budget.',
	},
	'limits.whenSpent': {
		description: 'What happens to a request that no longer fits within Cost Cap or Budget',
		choices: { fallback: { name: STOP, description: 'Nothing more is spent, and the request ends with an error' } },
	},
};

const bypass: Changes = {
	'bypass.alwaysStrongest': {
		description:
			'Whether the request goes to the strongest model and, if that fails, ends with an error instead of going to a weaker one. For safety-critical requests: choose Expression and write the condition. Neither true nor false counts as true.',
	},
	'bypass.bypassRouting': {
		description:
			'Sends every request to this one model, still measured and recorded, to compare routing with. Another model answers only where this one cannot. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
};

const options: Changes = {
	'options.includeDetails': {
		description: "Whether to add the ranking, the signals, every attempt and the state of every model to what this node's runs show",
	},
};

/** Where a model has other fields, or other words, than a node with items and branches. */
export const changes: Changes = {
	...leftOut,
	...notTuned,
	...models,
	...strategy,
	...answers,
	...failures,
	...limits,
	...bypass,
	...options,
};
