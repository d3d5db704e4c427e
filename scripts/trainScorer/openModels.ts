/** Models whose answers the scorer is trained on: open weights, and as small as those it will judge. */
export const TRAINED_MODELS: ReadonlySet<string> = new Set(['Meta-Llama-3.1-8B-Instruct', 'mixtral-8x7b']);

/** Whether a model's weights are open, by its name as the benchmarks write it; what is not listed is not. */
export function isOpenModel(name: string): boolean {
	const lower = name.toLowerCase();
	return OPEN.some((family) => lower.startsWith(family));
}

const OPEN = ['athene', 'deepseek', 'gemma', 'llama', 'meta-llama', 'mistral-nemo', 'mixtral', 'phi-3', 'qwen', 'yi-1.5'];
