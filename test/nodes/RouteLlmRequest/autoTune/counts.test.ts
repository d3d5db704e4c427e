import { isEveryday } from '../../../../nodes/RouteLlmRequest/autoTune/counts';

test.each([
	['trigger', null, true],
	['webhook', null, true],
	['cli', null, true],
	['integrated', 'n8n-nodes-base.scheduleTrigger', true],
	['integrated', 'n8n-nodes-base.manualTrigger', false],
	['integrated', 'n8n-nodes-base.evaluationTrigger', false],
	['manual', null, false],
	['evaluation', null, false],
	['chat', null, false],
	['agent', null, false],
	['retry', null, false],
	['of tomorrow', null, false],
])('a run of mode %s, begun by %s, counts: %s', (mode, begunBy, counts) => {
	expect(isEveryday(mode, begunBy)).toBe(counts);
});
