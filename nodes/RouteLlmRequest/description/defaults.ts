/**
 * What hidden fields count as: the panel's defaults again, which its linter wants written out there. The
 * editor leaves a default out of the saved workflow, so changing one changes workflows that exist: that
 * takes a new `typeVersion`.
 */
export const DEFAULTS = {
	operation: 'routeAndAnswer',
	modelsFrom: 'registry',
	prompt: '={{ $json.chatInput ?? $json.text ?? $json.textPlain }}',
	strategy: 'classifier',
	/** The shipped classifier card's default threshold. */
	threshold: 0.76,
	defaultModel: '',
	alwaysStrongest: false,
	neverBelow: '',
	routeNothing: '',
	systemMessage: '',
	conversation: 'none',
	previousMessages: '={{ $json.messages }}',
	imageFields: '',
	checkNotEmpty: true,
	checkNotCutOff: true,
	acceptFrom: 0.5,
	maxSteps: 0,
	maxRetries: 2,
	/** Seconds; '' is automatic. */
	patience: '',
	/** Seconds. */
	timeout: 120,
	neverDearer: false,
	ifFallbackNotConnected: 'stop',
	/** Turns before the prompt. */
	historyLimit: 20,
	outputField: 'output',
	stripReasoning: true,
	parallelItems: 10,
	/** USD; 0 is no cap. */
	costCap: 0,
	/** Tokens. */
	roomForAnswer: 1024,
	/** USD; 0 is no budget. */
	dailyBudget: 0,
	/** '' is the workflow's. */
	budgetTimeZone: '',
	whenSpent: 'fallback',
	/** Per cent. */
	strongestShare: 100,
	/** Seconds; 0 is none. */
	deadline: 0,
	/** Seconds; 0 is none. */
	firstByteTimeout: 0,
	/** Seconds; 0 is none. */
	latencyTarget: 0,
	includeDetails: false,
	contentPolicyFallback: false,
} as const;

/** Inclusive. */
export const LIMITS = {
	threshold: { min: 0, max: 1 },
	acceptFrom: { min: 0, max: 1 },
	maxRetries: { min: 0, max: 10 },
	patience: { min: 0, max: 3600 },
	timeout: { min: 1, max: 3600 },
	parallelItems: { min: 1, max: 100 },
	costCap: { min: 0, max: 1_000_000 },
	dailyBudget: { min: 0, max: 1_000_000 },
	strongestShare: { min: 1, max: 100 },
	deadline: { min: 0, max: 86_400 },
	firstByteTimeout: { min: 0, max: 3600 },
	latencyTarget: { min: 0, max: 3600 },
	historyLimit: { min: 0, max: 1_000 },
	roomForAnswer: { min: 1, max: 1_000_000 },
	strength: { min: 1, max: 10 },
	/** 0: no limit. */
	maxSteps: { min: 0, max: 10 },
	/** Seconds. */
	judgeTimeout: { min: 1, max: 120 },
	samples: { min: 2, max: 10 },
	/** Tokens. */
	sampleTokens: { min: 16, max: 4_096 },
} as const;
