/** `12,345`, the same on every machine. */
export function whole(value: number): string {
	return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `12.3 %`; whole ones where nobody wants tenths. */
export function percent(share: number, digits = 1): string {
	const text = (share * 100).toFixed(digits);
	return `${Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−')} %`;
}

/** `$1,234.50`, and small sums with three digits that say something. */
export function usd(value: number): string {
	const size = Math.abs(value);
	const sign = value < 0 ? '−' : '';
	if (size === 0) return '$0';
	if (size >= 100) return `${sign}$${whole(size)}`;
	if (size >= 1) return `${sign}$${size.toFixed(2)}`;
	return `${sign}$${size.toFixed(Math.min(9, 2 - Math.floor(Math.log10(size))))}`;
}
