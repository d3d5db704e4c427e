/** What one side pushes while the other reads it in order. */
export interface Queue<T> extends AsyncIterable<T> {
	push(this: void, value: T): void;
	/** Nothing follows. */
	end(this: void): void;
}

/** For one reader. */
export function createQueue<T>(): Queue<T> {
	const waiting: T[] = [];
	let ended = false;
	let wake = () => {};
	return {
		push(value) {
			waiting.push(value);
			wake();
		},
		end() {
			ended = true;
			wake();
		},
		async *[Symbol.asyncIterator]() {
			for (;;) {
				yield* waiting.splice(0);
				if (waiting.length > 0) continue;
				if (ended) return;
				await new Promise<void>((resolve) => (wake = resolve));
			}
		},
	};
}
