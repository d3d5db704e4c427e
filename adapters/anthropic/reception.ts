import { createEventReader } from './event';
import type { PartTeller } from './partTeller';
import { createStreamedMessage } from './streamedMessage';

/** What comes in of one call, if it comes as a stream. */
export interface Reception {
	/** Takes the next bytes of the body. */
	readonly take: (bytes: Uint8Array) => void;
	/** Nothing that comes later counts. `isWhole`: all has come, and what was held back may be told. */
	close(isWhole: boolean): void;
	hasBegun(): boolean;
	/** The message so far; `null`: nothing has come as a stream. */
	body(): object | null;
}

/** @param teller told of each event at once; `undefined`: nobody is. */
export function createReception(teller: PartTeller | undefined): Reception {
	const read = createEventReader();
	const message = createStreamedMessage();
	let isOpen = true;
	return {
		take(bytes) {
			if (!isOpen) return;
			for (const event of read(bytes)) {
				message.add(event);
				teller?.take(event);
			}
		},
		close(isWhole) {
			isOpen = false;
			if (isWhole) teller?.finish();
		},
		hasBegun: () => message.body() !== null,
		body: () => message.body(),
	};
}
