const HEARTBEAT_MS = 10_000;

/**
 * Numbers the steps of a command and times them. A step's work gets `progress(text)` to say that it has
 * really begun something long; from then on a line appears every ten seconds until it is done.
 */
export function steps(total) {
	let current = 0;
	return async (title, work) => {
		current += 1;
		const label = `[${current}/${total}] ${title}`;
		const began = Date.now();
		const seconds = () => `${((Date.now() - began) / 1000).toFixed(0)} s`;
		let heartbeat;
		const progress = (text) => {
			process.stderr.write(`${label}: ${text} …\n`);
			heartbeat ??= setInterval(() => process.stderr.write(`${label}: still at it, ${seconds()}\n`), HEARTBEAT_MS);
		};
		try {
			const result = await work(progress);
			process.stderr.write(`${label}: done (${seconds()})\n`);
			return result;
		} finally {
			clearInterval(heartbeat);
		}
	};
}
