import path from 'node:path';
import { Linter } from 'eslint';
import { parser } from 'typescript-eslint';
import rule, { reached } from '../../../scripts/lint/connectedOnly.mjs';

const root = process.cwd();

function problems(file: string, code: string): string[] {
	const config: Linter.Config = {
		files: ['**/*.ts'],
		languageOptions: { parser },
		plugins: { cloud: { rules: { 'connected-only': rule } } },
		rules: { 'cloud/connected-only': 'error' },
	};
	return new Linter({ cwd: root }).verify(code, [config], path.join(root, file)).map(({ messageId, message }) => messageId ?? message);
}

describe('what the Chat Model for n8n Cloud may load', () => {
	it.each([
		['nodes/LlmRouterChatModel/call.ts', "import type { Store } from '../shared/store'"],
		['nodes/LlmRouterChatModel/call.ts', "import { type Store } from '../shared/store'"],
		['nodes/shared/state.ts', "import { createHealth } from '../../router/health/inProcess'"],
		['adapters/connected/reply.ts', "import { finishOf } from '../openai/completion'"],
		['adapters/langchain/reply.ts', "import { randomUUID } from 'node:crypto'"],
	])('%s: %s', (file, code) => {
		expect(problems(file, code)).toEqual([]);
	});

	it.each([
		['nodes/LlmRouterChatModel/call.ts', "import { storeFor } from '../shared/store'"],
		['nodes/LlmRouterChatModel/call.ts', "import { type Store, storeFor } from '../shared/store'"],
		['nodes/LlmRouterChatModel/call.ts', "export { storeFor } from '../shared/store'"],
		['nodes/LlmRouterChatModel/call.ts', "export * from '../shared/store'"],
		['nodes/LlmRouterChatModel/call.ts', "import '../shared/store'"],
		['nodes/LlmRouterChatModel/call.ts', "const late = () => import('../shared/store')"],
		['nodes/RouteLlmRequest/prepare.ts', "import { createRedisClient } from '../../adapters/redis/connect'"],
		['nodes/RouteLlmRequest/prepare.ts', "import { prices } from '../../vendor/prices'"],
		['adapters/connected/client.ts', "import { createOpenAiClient } from '../openai/client'"],
	])('and not %s: %s', (file, code) => {
		expect(problems(file, code)).toEqual(['forbidden']);
	});
});

describe('the files it loads', () => {
	const files = reached(root);

	it('are those of the engine and of connected models', () => {
		expect(files).toEqual(
			expect.arrayContaining([
				'nodes/LlmRouterChatModel/call.ts',
				'nodes/RouteLlmRequest/strategies/cascade.ts',
				'adapters/connected/exchange.ts',
				'router/execution/execute.ts',
			]),
		);
	});

	it('are none that open a file or a socket, or know a credential', () => {
		const foreign =
			/^(adapters\/(anthropic|catalogue\/catalogue|embeddings|ledger|redis)|credentials)|thisMachine|shared\/(store|health|ledger)\.ts/;
		expect(files.filter((file) => foreign.test(file))).toEqual([]);
	});
});
