import path from 'node:path';
import { Linter } from 'eslint';
import { parser } from 'typescript-eslint';
import rule from '../../../scripts/lint/importDirection.mjs';

const root = process.cwd();

function problems(file: string, code: string): string[] {
	const linter = new Linter({ cwd: root });
	const config: Linter.Config = {
		files: ['**/*.ts'],
		languageOptions: { parser },
		plugins: { local: { rules: { direction: rule } } },
		rules: { 'local/direction': 'error' },
	};
	return linter.verify(code, [config], path.join(root, file)).map(({ messageId, message }) => messageId ?? message);
}

describe('the direction of imports', () => {
	it.each([
		['nodes/RouteLlmRequest/execute.ts', "import { x } from '../../adapters/openai/client'"],
		['nodes/shared/a.ts', "import { x } from '../../router/route'"],
		['nodes/LlmRouterFeedback/train.ts', "import { x } from '../../router/learning/train'"],
		['adapters/ledger/a.ts', "import type { Ledger } from '../../router/ledger/port'"],
		['credentials/A.credentials.ts', "import { x } from '../adapters/providers'"],
		['router/route.ts', "import { execute } from './execution/execute'"],
		['router/strategies/classifier.ts', "import { features } from '../features/features'"],
		['router/quality/gate.ts', "import type { Ranking } from '../strategies/strategy'"],
		['router/ledger/policyHash.ts', "import { createHash } from 'node:crypto'"],
		['router/calls/client.ts', "import type { Message } from '../request/request'"],
		['nodes/LlmRouterChatModel/supply.ts', "const sdk = require('@n8n/ai-node-sdk')"],
		['test/router/route.test.ts', "import { x } from '../../nodes/shared/models'"],
	])('allows %s: %s', (file, code) => {
		expect(problems(file, code)).toEqual([]);
	});

	it.each([
		['adapters/openai/client.ts', "import { x } from '../../nodes/shared/models'", 'folder'],
		['router/route.ts', "import { x } from '../adapters/providers'", 'folder'],
		['credentials/A.credentials.ts', "import { x } from '../nodes/shared/models'", 'folder'],
		['adapters/ledger/a.ts', "import { x } from '../../router/learning/train'", 'folder'],
		['router/execution/execute.ts', "import { x } from '../route'", 'room'],
		['router/quality/gate.ts', "import { x } from '../execution/execute'", 'room'],
		['router/features/features.ts', "import { x } from '../strategies/strategy'", 'room'],
		['router/route.ts', "import { x } from './learning/train'", 'room'],
		['router/selection/nextStep.ts', "import { x } from '../strategies/strategy'", 'typeOnly'],
		['router/registry/cost.ts', "import { x } from '../calls/client'", 'typeOnly'],
		['router/execution/execute.ts', "export * from '../route'", 'room'],
		['router/execution/execute.ts', "const late = () => import('../route')", 'room'],
		['router/execution/execute.ts', "type Late = import('../route').Router", 'room'],
		['router/request/tokens.ts', "import { x } from 'tokenx'", 'package'],
		['router/ledger/a.ts', "import { readFileSync } from 'node:fs'", 'package'],
		['router/request/a.ts', "import type { INode } from 'n8n-workflow'", 'package'],
		['nodes/shared/a.ts', "import { z } from 'zod'", 'package'],
		['nodes/LlmRouterChatModel/run.ts', "const sdk = require('@n8n/ai-node-sdk')", 'package'],
		['nodes/LlmRouterChatModel/supply.ts', "import { supplyModel } from '@n8n/ai-node-sdk'", 'package'],
		['nodes/LlmRouterChatModel/supply.ts', "const zod = require('zod')", 'package'],
		['router/execution/a.ts', "import OpenAI from '../../vendor/openai'", 'client'],
	])('refuses %s: %s', (file, code, problem) => {
		expect(problems(file, code)).toEqual([problem]);
	});
});
