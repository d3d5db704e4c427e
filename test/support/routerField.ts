/** What the editor stores where a router was chosen from the list. */
export function fromList(routerId: string) {
	return { __rl: true, mode: 'list', value: routerId, ...(routerId !== '' && { cachedResultName: `Router ${routerId}` }) };
}

/** What it stores where an id or an expression was entered. */
export function byId(routerId: string) {
	return { __rl: true, mode: 'id', value: routerId };
}
