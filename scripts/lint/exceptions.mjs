// Every rule we do not follow, where, and why. Nothing is switched off anywhere else.
export const exceptions = [
	{
		// Flow-control nodes are not verified for n8n Cloud at present, so the two Cloud-only
		// rules have nothing to protect: the ledger needs node:sqlite, waiting needs timers.
		files: ['nodes/**/*.ts', 'credentials/**/*.ts'],
		rules: { '@n8n/community-nodes/no-restricted-imports': 'off', '@n8n/community-nodes/no-restricted-globals': 'off' },
	},
	{
		// The rule wants a fixed list; our outputs are an expression, one per model.
		files: ['nodes/**/*.ts'],
		rules: {
			'n8n-nodes-base/node-class-description-inputs-wrong-regular-node': 'off',
			'n8n-nodes-base/node-class-description-outputs-wrong': 'off',
		},
	},
	{
		// Left empty, Max Wait Time is automatic, and no number says that: 0 is never to wait.
		files: ['nodes/RouteLlmRequest/description/answering.ts'],
		rules: { 'n8n-nodes-base/node-param-default-wrong-for-number': 'off' },
	},
	{
		// As an AI tool n8n reads a node's first output only, and ours is Fallback.
		files: ['nodes/RouteLlmRequest/*.ts'],
		rules: { '@n8n/community-nodes/node-usable-as-tool': 'off' },
	},
	{
		// A model is no tool. Its type is named as n8n names all Chat Models, `lmChat…`; its file and class as people know it.
		files: ['nodes/LlmRouterChatModel/*.ts'],
		rules: { '@n8n/community-nodes/node-usable-as-tool': 'off', 'n8n-nodes-base/node-filename-against-convention': 'off' },
	},
	{
		// What n8n may not have cannot be imported; which package that is, local/import-direction says.
		files: ['nodes/LlmRouterChatModel/supply.ts'],
		rules: { '@typescript-eslint/no-require-imports': 'off' },
	},
	{
		// Replaced by the community plugin's newer rules of the same purpose, which these contradict.
		files: ['credentials/**/*.ts'],
		rules: {
			'n8n-nodes-base/cred-class-field-documentation-url-miscased': 'off',
			'n8n-nodes-base/cred-class-field-type-options-password-missing': 'off',
		},
	},
	{
		// A registry of many providers, and Postgres with Redis, are no API: each has one name, everywhere the same.
		files: ['credentials/*.credentials.ts'],
		rules: { 'n8n-nodes-base/cred-class-field-display-name-missing-api': 'off' },
	},
	{
		// A panel description is one long literal; cutting it up would hide the order of its fields.
		files: ['nodes/**/description/**/*.ts', 'nodes/**/*.description.ts', 'nodes/**/description.ts', 'credentials/**/*.ts'],
		rules: { 'max-lines': 'off', 'max-lines-per-function': 'off' },
	},
	{
		// Written by scripts/catalogue.mjs: data, one line a model.
		files: ['adapters/catalogue/profiles.ts'],
		rules: { 'max-lines': 'off' },
	},
	{
		// What a judge reads is no text for people, and other words would be another judge.
		files: ['router/judging/*.ts'],
		rules: { 'words/words': 'off' },
	},
	{
		// Words of people who ask, which nobody is shown: "thank you for your patience".
		files: ['router/request/asked/politeWords.ts'],
		rules: { 'words/words': 'off' },
	},
	{
		// Jest types expect.any(…) and expect.stringContaining(…) as any; they only ever stand in expectations.
		files: ['test/**/*.ts'],
		rules: { '@typescript-eslint/no-unsafe-assignment': 'off' },
	},
];
