/** The collections of the panel, closed until used, and what a field of theirs counts as while it is not added. */
const COLLECTIONS = {
	answer: {
		systemMessage: '',
		conversation: 'none',
		previousMessages: '={{ $json.messages }}',
		/** Turns before the prompt. */
		historyLimit: 20,
		imageFields: '',
		responseFormat: 'text',
		/** '' is none, which JSON Schema does not take. */
		responseSchema: '',
		outputField: 'output',
		stripReasoning: true,
	},
	qualityChecks: {
		checkNotEmpty: true,
		checkNotCutOff: true,
		minimumScore: 0.5,
		maxSteps: 0,
		/** Of the Chat Model, which can stream. */
		bufferUntilChecked: false,
	},
	ifModelFails: {
		maxRetries: 2,
		/** Seconds; '' is automatic. */
		maxWaitTime: '',
		/** Seconds. */
		timeout: 120,
		/** Seconds; 0 is none. */
		firstByteTimeout: 0,
		/** Seconds; 0 is none. */
		deadline: 0,
		neverMoreExpensive: false,
		contentPolicyFallback: false,
		ifFallbackNotConnected: 'stop',
	},
	limits: {
		/** USD; 0 is no cap. */
		costCap: 0,
		/** USD; 0 is no budget. */
		budget: 0,
		/** '' is nobody's: all items share one budget. */
		budgetKey: '',
		budgetPer: 'day',
		/** '' is the workflow's. */
		budgetTimeZone: '',
		showKeys: false,
		whenSpent: 'fallback',
		/** Per cent. */
		strongestShare: 100,
		/** Seconds; 0 is none. */
		latencyTarget: 0,
		parallelItems: 10,
		/** Tokens. */
		reservedOutputTokens: 1024,
		/** '' is all. */
		allowedModels: '',
	},
	bypass: {
		alwaysStrongest: false,
		neverBelow: '',
		bypassRouting: '',
		defaultModel: '',
	},
	learning: {
		weights: 'shipped',
		weightsName: 'default',
		weightsVersion: 1,
		/** Per cent. */
		exploration: 5,
		/** Per cent; 0: none. */
		auditShare: 0,
		/** Days. */
		auditDays: 30,
		/** Days; 0: not kept. */
		featureDays: 0,
		/** '': nobody is named. */
		subjectKey: '',
	},
	options: {
		includeDetails: false,
		shareBetweenWorkers: false,
		/** Of the Chat Model, whose caller has the conversation. */
		sessionId: '={{ $json.sessionId }}',
	},
} as const;

/**
 * What hidden and absent fields count as: the panel's defaults again, which its linter wants written out there. The
 * editor leaves a default out of the saved workflow, so changing one changes workflows that exist: that takes a new
 * `typeVersion`.
 */
export const DEFAULTS = {
	operation: 'routeAndAnswer',
	/** Of Route and Answer; Route Only has the catalogue. */
	modelsFrom: 'registry',
	promptFrom: 'automatic',
	prompt: '={{ $json.chatInput }}',
	strategy: 'classifier',
	thresholdFrom: 'panel',
	thresholdName: '',
	/** Per cent of all answers. */
	autoTuneTarget: 95,
	/** `strongest`: the strongest of the list. */
	autoTuneJudge: 'strongest',
	autoTuneJudgeRow: 'strongest',
	/** USD. */
	autoTuneMost: 5,
	/** The shipped classifier card's default threshold. */
	threshold: 0.82,
	...COLLECTIONS.answer,
	...COLLECTIONS.qualityChecks,
	...COLLECTIONS.ifModelFails,
	...COLLECTIONS.limits,
	...COLLECTIONS.bypass,
	...COLLECTIONS.learning,
	...COLLECTIONS.options,
} as const;

export type FieldName = keyof typeof DEFAULTS;

const PATHS: ReadonlyMap<string, string> = new Map(
	Object.entries(COLLECTIONS).flatMap(([collection, fields]) => Object.keys(fields).map((name) => [name, `${collection}.${name}`])),
);

/** Where a workflow stores a field: `maxRetries` → `ifModelFails.maxRetries`. */
export function pathOf(name: FieldName): string {
	return PATHS.get(name) ?? name;
}

/** Inclusive. */
export const LIMITS = {
	threshold: { min: 0, max: 1 },
	minimumScore: { min: 0, max: 1 },
	maxRetries: { min: 0, max: 10 },
	maxWaitTime: { min: 0, max: 3600 },
	timeout: { min: 1, max: 3600 },
	parallelItems: { min: 1, max: 100 },
	costCap: { min: 0, max: 1_000_000 },
	budget: { min: 0, max: 1_000_000 },
	strongestShare: { min: 1, max: 100 },
	deadline: { min: 0, max: 86_400 },
	firstByteTimeout: { min: 0, max: 3600 },
	latencyTarget: { min: 0, max: 3600 },
	historyLimit: { min: 0, max: 1_000 },
	reservedOutputTokens: { min: 1, max: 1_000_000 },
	strength: { min: 1, max: 10 },
	/** 0: no limit. */
	maxSteps: { min: 0, max: 10 },
	/** Seconds. */
	judgeTimeout: { min: 1, max: 120 },
	samples: { min: 2, max: 10 },
	/** Tokens. */
	sampleTokens: { min: 16, max: 4_096 },
	weightsVersion: { min: 1, max: 1_000_000 },
	/** Per cent; more would be a lottery. */
	exploration: { min: 0, max: 50 },
	auditShare: { min: 0, max: 100 },
	auditDays: { min: 1, max: 3650 },
	featureDays: { min: 0, max: 3650 },
	/** USD. */
	autoTuneMost: { min: 0.01, max: 1_000_000 },
} as const;

/** As long as the name of stored weights or of a threshold may be. */
export const DOCUMENT_NAME_CHARS = 200;
