/** The most of one response that is read: 10 MB. */
export const MAX_BODY_BYTES = 10 * 2 ** 20;

/** Thrown while reading a body larger than the cap. */
class BodyTooLargeError extends Error {
	override readonly name = 'BodyTooLargeError';
	/** Recognised by `code`, so that it survives being wrapped or bundled twice. */
	readonly code = BODY_TOO_LARGE;
	constructor() {
		super(`The answer is larger than ${MAX_BODY_BYTES / 2 ** 20} MB`);
	}
}

const BODY_TOO_LARGE = 'ERR_BODY_TOO_LARGE';

export function isBodyTooLarge(error: unknown): boolean {
	return typeof error === 'object' && error !== null && 'code' in error && error.code === BODY_TOO_LARGE;
}

/** The chunks of a body up to the cap. @throws BodyTooLargeError past it. */
export async function* capped(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	let bytes = 0;
	for await (const chunk of chunks) {
		bytes += chunk.byteLength;
		if (bytes > MAX_BODY_BYTES) throw new BodyTooLargeError();
		yield chunk;
	}
}
