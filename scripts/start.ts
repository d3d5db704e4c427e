import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { ICredentialDataDecryptedObject, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';
import { startDemoProvider, type DemoProvider } from './demo/provider';
import { demoCredential } from './demo/credential';
import { runWorkflow, type RunResult, type WorkflowJson } from './lib/engine';
import { readExample } from './lib/n8n/workflows';
import { parsePrompts } from './start/prompts';
import { realProviders } from './start/realProviders';
import { strongestModel } from './start/strongest';
import { renderTable, type TableRow } from './start/table';
import { ROUTER_TYPE, TRIGGER, workflowFor } from './start/workflow';

/** `npm start [-- --input FILE.jsonl [--models provider/weak,provider/strong]]` */
main().then(
	(code) => process.exit(code),
	(error: unknown) => {
		process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
		process.exit(1);
	},
);

interface Plan {
	readonly workflow: WorkflowJson;
	readonly items: readonly INodeExecutionData[];
	readonly credential: ICredentialDataDecryptedObject;
	readonly about: string;
}

const routed = z.object({
	chatInput: z.string().default(''),
	output: z.string().default(''),
	llmRoute: z.object({ branch: z.string().nullish(), reason: z.string(), costUsd: z.number().nullable() }),
});

async function main(): Promise<number> {
	const { values } = parseArgs({ options: { input: { type: 'string' }, models: { type: 'string' } } });
	const provider = await startDemoProvider();
	try {
		const plan = await planFor(values, provider);
		process.stdout.write(`\n${plan.about}\n\n`);
		const { pinData: _pinned, ...workflow } = plan.workflow;
		const result = await runWorkflow({ workflow, items: plan.items, credentials: { 'LLM Model Registry': plan.credential } });
		return report(result, plan);
	} finally {
		await provider.stop();
	}
}

async function planFor(
	{ input, models }: { input?: string | undefined; models?: string | undefined },
	provider: DemoProvider,
): Promise<Plan> {
	const demo = await readExample('demo.json');
	const credential = demoCredential(provider.baseUrl);
	if (input === undefined) {
		const items = demo.pinData?.[TRIGGER] ?? [];
		return {
			workflow: demo,
			items,
			credential,
			about: 'The demo: ten prompts, four models of a made-up provider on this machine. Nothing is paid; the prices are examples.',
		};
	}
	const items = parsePrompts(await readFile(input, 'utf8')).map((json) => ({ json: structuredClone(json) as INodeExecutionData['json'] }));
	const real = realProviders(process.env, Date.now());
	if (real === null) {
		return {
			workflow: demo,
			items,
			credential,
			about:
				'Your prompts, the demo provider: no provider key is in the environment (OPENAI_API_KEY, ANTHROPIC_API_KEY, GEMINI_API_KEY, …).',
		};
	}
	const chosen = models?.split(',') ?? real.models;
	return {
		workflow: workflowFor(chosen),
		items,
		credential: real.credential,
		about: `Your prompts, real models, really paid: ${chosen.join(', ')}.`,
	};
}

function report(result: RunResult, { workflow }: Plan): number {
	if (result.error) {
		process.stderr.write(`The run failed: ${result.error.message}\n`);
		return 1;
	}
	const router = workflow.nodes.find(({ type }) => type === ROUTER_TYPE)?.name ?? '';
	const strongest = strongestModel(workflow, Date.now());
	const rows = result.counts(router).flatMap((_, output) => {
		const branch = workflow.connections[router]?.main?.[output]?.[0]?.node ?? `output ${output}`;
		return result.items(router, output).map((item) => ({ item, branch }));
	});
	const ordered = rows.sort((a, b) => place(a.item) - place(b.item));
	const table = ordered.map(({ item, branch }): TableRow => {
		const { chatInput, output, llmRoute } = routed.parse(item.json);
		const answered = output !== '';
		return {
			prompt: chatInput === '' ? '(no prompt)' : chatInput,
			branch,
			reason: llmRoute.reason,
			costUsd: llmRoute.costUsd,
			strongestUsd: answered ? (strongest?.costUsd(chatInput, output) ?? null) : null,
		};
	});
	process.stdout.write(`${renderTable(table, strongest?.modelId ?? 'the strongest model', process.stdout.columns ?? 110)}\n`);
	for (const hint of result.hints(router)) process.stdout.write(`\nHint: ${hint.message}\n`);
	return 0;
}

/** Which input item it came from. */
function place({ pairedItem }: INodeExecutionData): number {
	const first = Array.isArray(pairedItem) ? pairedItem[0] : pairedItem;
	return typeof first === 'number' ? first : (first?.item ?? 0);
}
