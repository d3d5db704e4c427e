import type { NodeHint } from 'n8n-workflow';

const ENABLED = '(($parameter["models"] || []).values || []).filter((row) => (row.settings || []).enabled !== false)';

export const hints: NodeHint[] = [
	{
		message: 'Only one model is enabled, so there is nothing to choose between.',
		type: 'info',
		displayCondition: `={{ ${ENABLED}.length === 1 }}`,
		whenToDisplay: 'beforeExecution',
		location: 'outputPane',
	},
	{
		message: 'No model is enabled. Add one under Models, or switch a row on.',
		type: 'warning',
		displayCondition: `={{ ${ENABLED}.length === 0 }}`,
		whenToDisplay: 'beforeExecution',
		location: 'outputPane',
	},
	{
		message: 'There is no rule yet, so the default model gets every request.',
		type: 'warning',
		displayCondition: '={{ $parameter["strategy"] === "rules" && (($parameter["rules"] || []).values || []).length === 0 }}',
		whenToDisplay: 'beforeExecution',
		location: 'outputPane',
	},
	{
		message:
			'A cascade is only as good as its checks, and there are none under Quality Checks, More Checks: almost every answer of the cheapest model will be kept.',
		type: 'warning',
		displayCondition:
			'={{ $parameter["strategy"] === "cascade" && ((($parameter["qualityChecks"] || []).checks || []).values || []).length === 0 }}',
		whenToDisplay: 'beforeExecution',
		location: 'outputPane',
	},
	{
		message: 'There are no examples yet. Add some for at least one model under Examples.',
		type: 'warning',
		displayCondition: '={{ $parameter["strategy"] === "semantic" && (($parameter["examples"] || []).values || []).length === 0 }}',
		whenToDisplay: 'beforeExecution',
		location: 'outputPane',
	},
];
