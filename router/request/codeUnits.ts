/** Reads texts as numbers. */
export interface UnitReader {
	/**
	 * The UTF-16 units of a text, and behind them a blank, so that a loop over words needs no second condition. Valid
	 * until the next call: the buffer is reused.
	 */
	read(text: string): Uint16Array;
}

/**
 * Whoever looks at every character does so in an array: a string is asked anew at each character how it is stored, which
 * takes four times as long as copying it.
 */
export function createUnitReader(): UnitReader {
	let units = new Uint16Array(4_096);
	let bytes = Buffer.from(units.buffer);
	return {
		read(text) {
			if (text.length >= units.length) {
				units = new Uint16Array(2 * text.length);
				bytes = Buffer.from(units.buffer);
			}
			if (IS_LITTLE_ENDIAN) bytes.write(text, 'utf16le');
			else for (let at = 0; at < text.length; at++) units[at] = text.charCodeAt(at);
			units[text.length] = BLANK;
			return units;
		},
	};
}

const BLANK = 0x20;
/** As `Buffer` writes; a few servers read it the other way round. */
const IS_LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
