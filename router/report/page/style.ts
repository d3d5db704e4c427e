import { html } from './html';

/**
 * The page's only style sheet; its hash stands in the page's Content-Security-Policy. No colour is said but here,
 * so that dark is one block.
 */
export const STYLE = html`
:root { color-scheme: light dark; --page: #fff; --ink: #1d2330; --soft: #5d6675; --line: #d9dde5; --s0: #3b6fd4; --s1: #b9c2d0; --good: #1d7a46; --bad: #b3361e; --open: #8a6100; --box: #f5f7fa; --t1: #1f8a70; --t2: #8a56c2; --on: #fff; }
@media (prefers-color-scheme: dark) { :root { --page: #14171d; --ink: #e6e9ef; --soft: #9aa3b2; --line: #343a46; --s0: #7aa5f5; --s1: #566072; --good: #5cc98b; --bad: #f08a73; --open: #e0b24a; --box: #1d222b; --t1: #58c3a5; --t2: #c29cf0; --on: #14171d; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 32px 24px; max-width: 1080px; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: 24px; line-height: 1.25; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 18px; margin: 40px 0 8px; }
p { margin: 4px 0 12px; max-width: 75ch; }
.soft, small { color: var(--soft); }
small { white-space: nowrap; font-size: 12px; }
.verdict { margin: 24px 0; padding: 16px 20px; background: var(--box); border-left: 6px solid var(--open); border-radius: 4px; }
.verdict p:first-child { font-size: 20px; font-weight: 600; }
.verdict p:last-child { margin-bottom: 0; }
.verdict.pays { border-color: var(--good); }
.verdict.does_not_pay { border-color: var(--bad); }
.note { margin: 24px 0 0; padding: 10px 20px; max-width: none; border: 1px solid var(--open); border-radius: 4px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)); gap: 12px; margin: 0; }
.tiles div { padding: 12px 16px; background: var(--box); border-radius: 4px; }
.tiles dt { color: var(--soft); font-size: 13px; }
.tiles dd { margin: 0; font-size: 20px; font-weight: 600; }
.tiles dd small { display: block; font-weight: 400; white-space: normal; }
figure { margin: 12px 0; }
figcaption { color: var(--soft); font-size: 13px; margin-bottom: 4px; }
svg { display: block; width: 100%; max-width: 820px; height: auto; }
svg text { fill: var(--ink); font-size: 12px; }
svg .figure { fill: var(--soft); font-size: 11px; }
.s0, .k0 { fill: var(--s0); background: var(--s0); }
.s1, .k1 { fill: var(--s1); background: var(--s1); }
.axis { stroke: var(--soft); }
.grid { stroke: var(--line); }
.whisker { stroke: var(--ink); stroke-width: 1.5; fill: none; }
.t0 { fill: var(--s0); }
.t1 { fill: var(--t1); }
.t2 { fill: var(--t2); }
.strong { fill: var(--s1); }
.part { opacity: 0.35; }
svg .on-full { fill: var(--on); }
.step { fill: var(--box); stroke: var(--s1); }
.step.climbing { stroke: var(--open); stroke-width: 2; }
.step.open { stroke-dasharray: 3 3; }
.full { background: var(--s0); }
.key.part { background: var(--s0); }
.none { background: var(--box); outline: 1px solid var(--line); }
.says { font-size: 17px; font-weight: 600; }
.key { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin: 0 4px 0 8px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; margin: 8px 0 16px; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 10px; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--soft); font-weight: 500; vertical-align: bottom; }
.text { text-align: left; overflow-wrap: anywhere; min-width: 110px; }
.number { text-align: right; }
td.number { white-space: nowrap; }
td.number small { display: block; }
@media print {
	:root { color-scheme: light; --page: #fff; --ink: #000; --soft: #444; --line: #bbb; --s0: #2f5fbd; --s1: #aab4c4; --good: #1d7a46; --bad: #b3361e; --open: #8a6100; --box: #fff; --t1: #1f8a70; --t2: #8a56c2; --on: #fff; }
	* { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
	body { padding: 0; max-width: none; font-size: 11px; }
	.wide { overflow: visible; }
	table { font-size: 9px; }
	th, td { padding: 3px 5px; }
	small { font-size: 8px; }
	.verdict, figure, tr, .tiles div { break-inside: avoid; }
	h2 { break-after: avoid; }
	thead { display: table-header-group; }
}
`;
