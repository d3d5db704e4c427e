import { readdirSync, readFileSync } from 'node:fs';
import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import { LlmModelRegistryApi } from '../../credentials/LlmModelRegistryApi.credentials';
import { LlmRouterStoreApi } from '../../credentials/LlmRouterStoreApi.credentials';
import { LlmRouterChatModel } from '../../nodes/LlmRouterChatModel/LlmRouterChatModel.node';
import { LlmRouterFeedback } from '../../nodes/LlmRouterFeedback/LlmRouterFeedback.node';
import { RouteLlmRequest } from '../../nodes/RouteLlmRequest/RouteLlmRequest.node';
import { forbiddenIn } from '../../scripts/lint/words.mjs';
import { PAGES } from '../support/page';

const EXAMPLES = readdirSync('examples').filter((file) => file.endsWith('.json'));

const notes = z.object({ nodes: z.array(z.object({ type: z.string(), parameters: z.object({ content: z.string().default('') }) })) });

/** Prose only: names in code style are codes, and the changelog says what a field was called before. */
function prose(text: string): string[] {
	return text
		.replaceAll(/^```[\s\S]*?^```/gm, '')
		.replaceAll(/`[^`\n]+`/g, 'x')
		.split('\n')
		.filter((line) => !line.includes(' is *Minimum Score*'));
}

describe('the words of the house', () => {
	it.each(PAGES)('%s', (page) => {
		expect(prose(readFileSync(page, 'utf8')).flatMap((line) => forbiddenIn(line).map((found) => ({ ...found, line })))).toEqual([]);
	});

	it.each(EXAMPLES)('the notes of %s', (file) => {
		const { nodes } = notes.parse(JSON.parse(readFileSync(`examples/${file}`, 'utf8')));
		const texts = nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote').map(({ parameters }) => parameters.content);
		expect(texts.flatMap((text) => prose(text)).flatMap(forbiddenIn)).toEqual([]);
	});
});

describe('a notice has 140 characters at most', () => {
	it.each<[string, readonly INodeProperties[]]>([
		['LLM Router Feedback', new LlmRouterFeedback().description.properties],
		['Route LLM Request', new RouteLlmRequest().description.properties],
		['LLM Router Chat Model', new LlmRouterChatModel().description.properties],
		['LLM Model Registry', new LlmModelRegistryApi().properties],
		['LLM Router Store', new LlmRouterStoreApi().properties],
	])('%s', (_, properties) => {
		const texts = properties.filter(({ type, typeOptions }) => type === 'notice' && typeOptions?.['sectionHeader'] !== true);
		expect(texts.map(({ displayName }) => displayName).filter(({ length }) => length > 140)).toEqual([]);
	});
});
