/** Whether two JSON values are the same; the order of keys does not matter, that of list items does. */
export function sameJson(a: unknown, b: unknown): boolean {
	// Not by recursion: JSON from outside may be nested deeper than the stack.
	const open: [unknown, unknown][] = [[a, b]];
	for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
		const [one, other] = pair;
		if (one === other) continue;
		const [members, others] = [membersOf(one), membersOf(other)];
		if (members === null || others === null || Array.isArray(one) !== Array.isArray(other) || members.size !== others.size) return false;
		for (const [key, value] of members) {
			if (!others.has(key)) return false;
			open.push([value, others.get(key)]);
		}
	}
	return true;
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> | null {
	return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : null;
}
