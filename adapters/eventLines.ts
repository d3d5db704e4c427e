/** The data of a stream of events, of a text of whole lines. Their JSON may hold line separators that end no line here. */
export function dataLines(text: string): string[] {
	return text.split(/\r\n|\n|\r/).flatMap(dataIn);
}

/** Reads the bytes of a stream of events as they come: the data that each piece completes. */
export function createDataReader(): (bytes: Uint8Array) => string[] {
	const decoder = new TextDecoder();
	let begun: string[] = [];
	return (bytes) => {
		const [first = '', ...more] = decoder.decode(bytes, { stream: true }).split(/[\r\n]/);
		begun.push(first);
		const rest = more.pop();
		if (rest === undefined) return [];
		const lines = [begun.join(''), ...more];
		begun = [rest];
		return lines.flatMap(dataIn);
	};
}

function dataIn(line: string): string[] {
	return line.startsWith('data:') ? [line.slice('data:'.length).trim()] : [];
}
