/** A certificate or key as a form has it. `none`: the field is empty. */
type Pem = { readonly kind: 'none' } | { readonly kind: 'text'; readonly text: string } | { readonly kind: 'unreadable' };

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/g;
const LINE = /.{1,64}/g;

/**
 * Gives PEM its lines back: a password field has only one line, so what is pasted there arrives with its line ends
 * gone, turned into spaces, or written as \n. Several blocks in a row stay so.
 */
export function readPem(typed: string): Pem {
	if (typed.trim() === '') return { kind: 'none' };
	const plain = typed.replaceAll(/\\r|\\n/g, '\n');
	const blocks = [...plain.matchAll(BLOCK)].map(([, label = '', body = '']) => block(label, body.replaceAll(/\s/g, '')));
	if (blocks.length === 0 || blocks.includes(null)) return { kind: 'unreadable' };
	return { kind: 'text', text: blocks.join('') };
}

function block(label: string, base64: string): string | null {
	if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null;
	return [`-----BEGIN ${label}-----`, ...(base64.match(LINE) ?? []), `-----END ${label}-----`, ''].join('\n');
}
