import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** Whether the built package has loaded the word table: after its nodes, after Semantic's reader, after a comparison. */
const SCRIPT = `
const dist = ${JSON.stringify(path.resolve('dist'))};
const loaded = () => Object.keys(require.cache).some((file) => file.endsWith('wordTable.json'));
const states = [];
for (const node of ['RouteLlmRequest', 'LlmRouterFeedback', 'LlmRouterChatModel']) require(dist + '/nodes/' + node + '/' + node + '.node.js');
states.push(loaded());
require(dist + '/nodes/RouteLlmRequest/strategies/semantic.js');
const embedder = require(dist + '/router/features/lexicalEmbedder.js').createLexicalEmbedder({ examples: ['a bill'] });
states.push(loaded());
embedder.embed(['an invoice'], 'prompt').then(() => console.log(JSON.stringify([...states, loaded()])));
`;

it('is loaded by the first comparison and no sooner', () => {
	const out = execFileSync(process.execPath, ['-e', SCRIPT], { encoding: 'utf8' });
	expect(JSON.parse(out)).toEqual([false, false, true]);
});
