import { arch, cpus, loadavg, platform, totalmem } from 'node:os';

import { N8N_VERSION } from '../../scripts/lib/n8n/install';

export interface Machine {
	/** Averages of 1, 5 and 15 minutes: what else it had to do. */
	readonly load: string;
	/** With that. */
	readonly about: string;
}

/** The machine without its name. */
export function machine(): Machine {
	const load = `load ${loadavg()
		.map((one) => one.toFixed(1))
		.join(', ')}`;
	const processors = `${String(cpus().length)} cores (${cpus()[0]?.model.trim() ?? 'unknown'})`;
	const about = `${platform()} ${arch()}, ${processors}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, Node ${process.versions.node}, n8n ${N8N_VERSION}, ${load}`;
	return { load, about };
}
