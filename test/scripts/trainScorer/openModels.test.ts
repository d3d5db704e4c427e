import { isOpenModel } from '../../../scripts/trainScorer/openModels';

describe('isOpenModel', () => {
	it.each(['Meta-Llama-3.1-8B-Instruct', 'Mixtral-8x7B-Instruct-v0.1', 'Qwen2-7B-Instruct'])('knows %s', (name) =>
		expect(isOpenModel(name)).toBe(true),
	);
	it.each(['gpt-4o-mini-2024-07-18', 'claude-3-haiku-20240307', 'gemini-1.5-pro', 'yi-large', 'Mistral-Large-2'])(
		'does not take %s for one',
		(name) => expect(isOpenModel(name)).toBe(false),
	);
});
