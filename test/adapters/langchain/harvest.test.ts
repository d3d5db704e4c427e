import { AIMessageChunk } from '@langchain/core/messages';
import { ChatGenerationChunk } from '@langchain/core/outputs';

import { harvest } from '../../../adapters/langchain/harvest';
import { sdkLike } from './sdkLike';

it('finds the classes that the SDK makes its chunks of', async () => {
	expect(await harvest(sdkLike())).toEqual({ AIMessageChunk, ChatGenerationChunk });
});

it('asks each SDK once', async () => {
	const sdk = sdkLike();
	expect(await harvest(sdk)).toBe(await harvest(sdk));
	expect(sdk.supplyModel).toHaveBeenCalledTimes(1);
});

const plainStream = async function* () {
	yield { message: { content: '.' } };
};

it.each([
	['is not there', undefined, 'it is not there'],
	['has another surface', {}, 'it has no supplyModel'],
	['supplies nothing', { ...sdkLike(), supplyModel: () => ({}) }, 'supplyModel gave no model'],
	['does not stream', { ...sdkLike(), supplyModel: () => ({ response: {} }) }, 'it has no _streamResponseChunks'],
	[
		'streams plain objects',
		{ ...sdkLike(), supplyModel: () => ({ response: { _streamResponseChunks: plainStream } }) },
		'it streams something else than chunks',
	],
])('says so where the SDK %s', async (_, sdk, words) => {
	await expect(harvest(sdk)).rejects.toThrow(new RegExp(`AI node SDK that the LLM Router does not know: ${words}`));
});
