import { type Embedding, MAX_DIMENSIONS } from './embedding';

/** Two bytes the length of the model's id in UTF-8, two how many numbers (both little-endian); then id and numbers. */
export function embeddingBytes({ modelId, values }: Embedding): Uint8Array {
	const id = new TextEncoder().encode(modelId);
	const bytes = new Uint8Array(HEAD + id.length + values.length);
	const view = new DataView(bytes.buffer);
	view.setUint16(0, id.length, true);
	view.setUint16(2, values.length, true);
	bytes.set(id, HEAD);
	bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.length), HEAD + id.length);
	return bytes;
}

const HEAD = 4;

/** What stands at the beginning of these bytes, and how many it takes; `null`: nothing that could be read. */
export function readEmbedding(bytes: Uint8Array): { readonly embedding: Embedding; readonly length: number } | null {
	if (bytes.length < HEAD) return null;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const valuesFrom = HEAD + view.getUint16(0, true);
	const dimensions = view.getUint16(2, true);
	const length = valuesFrom + dimensions;
	if (dimensions === 0 || dimensions > MAX_DIMENSIONS || bytes.length < length) return null;
	const modelId = new TextDecoder().decode(bytes.subarray(HEAD, valuesFrom));
	return { embedding: { modelId, values: new Int8Array(bytes.slice(valuesFrom, length)) }, length };
}
