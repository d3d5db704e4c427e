import path from 'node:path';
import { buildSync } from 'esbuild';

const ENTRY = 'nodes/LlmRouterChatModel/connectedOnly.ts';

/** What needs a file, a socket, a timer or a credential, or would bring in what is of no use there. */
const FORBIDDEN = [
	/^adapters\/(anthropic|embeddings|ledger|redis)\//,
	/^adapters\/openai\/(client|exchange)$/,
	/^nodes\/shared\/(adaptive|client|clock|connectionPool|health|ledger|registryCredential|storage|store|transport|vectorCache)$/,
	/^nodes\/RouteLlmRequest\/thisMachine$/,
	/^vendor\/(openai|pg|prices|redis)$/,
];

/** Our files that the Chat Model with Connected Chat Models alone loads: what only its types need is left out. */
export function reached(root) {
	const { metafile } = buildSync({
		absWorkingDir: root,
		entryPoints: [ENTRY],
		outdir: '.cache',
		bundle: true,
		packages: 'external',
		platform: 'node',
		metafile: true,
		write: false,
		logLevel: 'silent',
	});
	return Object.keys(metafile.inputs).filter((file) => file.endsWith('.ts'));
}

/** For the files that `reached` gives: none may load what is forbidden. */
export default {
	meta: {
		type: 'problem',
		schema: [],
		messages: {
			forbidden:
				'{{to}} has no place in the Chat Model for n8n Cloud, which loads this file: what is of the machine comes from the World (nodes/RouteLlmRequest/world.ts).',
		},
	},
	create(context) {
		const check = (source) => {
			if (typeof source?.value !== 'string' || !source.value.startsWith('.')) return;
			const to = path.relative(context.cwd, path.resolve(path.dirname(context.filename), source.value)).replaceAll(path.sep, '/');
			if (FORBIDDEN.some((pattern) => pattern.test(to))) context.report({ node: source, messageId: 'forbidden', data: { to } });
		};
		return {
			ImportDeclaration: ({ importKind, source, specifiers }) => void (loads(importKind, specifiers) && check(source)),
			ExportNamedDeclaration: ({ exportKind, source, specifiers }) => void (loads(exportKind, specifiers) && check(source)),
			ExportAllDeclaration: ({ exportKind, source }) => void (exportKind !== 'type' && check(source)),
			ImportExpression: ({ source }) => check(source),
		};
	},
};

function loads(kind, specifiers) {
	if (kind === 'type') return false;
	return specifiers.length === 0 || specifiers.some((one) => (one.importKind ?? one.exportKind) !== 'type');
}
