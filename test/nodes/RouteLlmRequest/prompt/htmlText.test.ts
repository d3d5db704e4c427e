import { htmlText, isHtml } from '../../../../nodes/RouteLlmRequest/prompt/htmlText';

it('says what a reader of the page sees', () => {
	const page = `<html><head><title>T</title><style>p{}</style></head><body><script>x()</script>
		<div style="display:none">preheader</div><h1>Order 12</h1><p>See <a href="https://ex.com/t">the terms</a>&nbsp;&amp; more<br>now</p>
		<table><tr><td>Shoes</td><td>2</td></tr><tr><td>Hat</td><td>1</td></tr></table><ul><li>one</li><li>two</li></ul>
		<blockquote>before</blockquote><img src="logo.png" alt="Logo"></body></html>`;
	expect(htmlText(page)).toBe('Order 12\n\nSee the terms (https://ex.com/t) & more\nnow\n\nShoes 2\nHat 1\n\n * one\n * two\n\n> before');
});

// Tags that are never closed take the parser time by their depth: without a limit these take minutes, not a moment.
it.each([
	['tables', '<table><tr><td>'],
	['closed by others', '<div></b>'],
	['paragraphs closed', '<div></p>'],
	['tags without an end', '<div x="<">'],
	['lists', '<ul><li>'],
	['quotations', '<blockquote>'],
	['spaces that count', '<pre>          '],
])('%s without end', (_, piece) => {
	expect(htmlText(`${piece.repeat(100_000)}the end`)).toContain('the end');
});

it('keeps what is nested too deep, and what follows', () => {
	const deep = `${'<div>'.repeat(300)}inside${'</div>'.repeat(300)}<p>after</p>`;
	expect(htmlText(deep)).toMatch(/^inside\s+after$/);
	expect(htmlText('<p>'.repeat(1_000).concat('one<p>two'))).toBe('one\n\ntwo');
});

it.each([
	['<p>Hi</p>', true],
	['  <!DOCTYPE html><html></html>\n', true],
	['<b>Is this tag right?', false],
	['a < b > c', false],
	['<@U1> hi>', false],
])('%j is HTML: %s', (text, is) => {
	expect(isHtml(text)).toBe(is);
});
