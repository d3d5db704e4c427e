/** Below these nobody is attacked. */
const SEVERE = ['moderate', 'high', 'critical'];

/**
 * What `npm audit --json` says, for people. The package has no dependencies, but bundles some: only what is known of those
 * reaches its users, and is `bad`. `bundled`: folders of bundled packages, as `node_modules/name`.
 */
export function audited(report, bundled) {
	const known = Object.values(report.vulnerabilities).map((one) => ({ ...one, shipped: one.nodes.some((node) => bundled.has(node)) }));
	const bad = known.filter(({ shipped, severity }) => shipped && SEVERE.includes(severity));
	const lines = known.map((one) => `${one.shipped ? 'shipped' : 'tools only'}: ${one.name}, ${one.severity}: ${titles(one)}`);
	const total = `${bundled.size} bundled packages and the tools audited: ${known.length} known to be vulnerable, ${bad.length} of them shipped.`;
	return { bad: bad.length > 0, text: [...lines.sort(), total].join('\n') };
}

function titles({ via }) {
	return via.map((one) => (typeof one === 'string' ? `by ${one}` : `${one.title} (${one.url})`)).join('; ');
}

/** The report in what npm wrote, or why there is none. */
export function reportIn(output) {
	try {
		const report = JSON.parse(output);
		return report.vulnerabilities ? { report } : { why: report.message ?? report.error?.summary ?? 'npm gave no report' };
	} catch {
		return { why: output.trim().split('\n')[0] || 'npm gave no report' };
	}
}
