import path from 'node:path';

const bottom = ['request', 'registry', 'calls', 'health', 'ledger'];
const middle = ['features', 'judging', ...bottom];
const choosing = ['strategies', 'quality', 'selection'];

/** Rooms of router/ → the rooms they may import. A room may always import itself. */
const router = {
	request: [],
	registry: [],
	calls: ['request', 'registry'],
	health: ['request', 'registry', 'calls'],
	ledger: ['request', 'registry', 'calls'],
	features: bottom,
	judging: bottom,
	strategies: middle,
	quality: middle,
	selection: middle,
	execution: [...choosing, ...middle],
	// Which model a conversation stays with: around a strategy, by what selection would take.
	session: ['strategies', 'selection', ...middle],
	// What is written once a request has ended.
	decision: ['execution', ...choosing, ...middle, 'root'],
	root: ['execution', 'decision', ...choosing, ...middle, 'root'],
	// What is learned is weights and corrections of strategies, measured by what they predict.
	learning: ['strategies', ...middle],
	report: ['learning', ...middle],
};

/** Rooms on one floor may know each other's shapes, not each other's code. */
const typesOnly = {
	...Object.fromEntries(bottom.map((room) => [room, bottom])),
	...Object.fromEntries(choosing.map((room) => [room, choosing])),
};

/** Top folders → the top folders they may import. */
const folders = {
	router: ['router', 'vendor'],
	adapters: ['adapters', 'router', 'vendor'],
	nodes: ['nodes', 'adapters', 'router', 'vendor'],
	credentials: ['credentials', 'adapters', 'router', 'vendor'],
	vendor: [],
};

/** Small facts every room may share: they import nothing. */
const shared = ['router/clock', 'router/policy', 'router/configError', 'router/canonicalJson', 'router/format'];

/** Packages and built-ins each top folder may name; all others come in through vendor/. */
const packages = {
	router: (name) => name === 'node:crypto',
	adapters: (name) => name.startsWith('node:'),
	nodes: (name) => name === 'n8n-workflow' || name.startsWith('node:'),
	credentials: (name) => name === 'n8n-workflow',
	vendor: () => true,
};

/** A package that one file alone may load, at run time: n8n has it, and older versions have not. */
const late = { 'nodes/LlmRouterChatModel/supplyFrom.ts': '@n8n/ai-node-sdk' };

export default {
	meta: {
		type: 'problem',
		schema: [],
		messages: {
			folder: '{{from}} may not import {{to}}: arrows go nodes → adapters → router.',
			room: 'router/{{from}} may not import router/{{to}}: see what may import what in docs/architecture.md.',
			typeOnly: 'router/{{from}} may import only types from router/{{to}}.',
			package: '{{from}} may not import "{{to}}" directly: third-party code comes in through vendor/.',
			client: 'router/ never calls a model: vendor/openai belongs to adapters/.',
		},
	},
	create(context) {
		const from = locate(path.relative(context.cwd, context.filename));
		const check = (source, isType) => {
			if (typeof source?.value !== 'string') return;
			const problem = judge(from, source.value, context, isType);
			if (problem) context.report({ node: source, ...problem });
		};
		return {
			ImportDeclaration: (node) => check(node.source, onlyTypes(node, node.importKind)),
			ExportNamedDeclaration: (node) => check(node.source, onlyTypes(node, node.exportKind)),
			ExportAllDeclaration: (node) => check(node.source, node.exportKind === 'type'),
			ImportExpression: (node) => check(node.source, false),
			CallExpression({ callee, arguments: [source] }) {
				if (callee.type !== 'Identifier' || callee.name !== 'require') return;
				const file = path.relative(context.cwd, context.filename).split(path.sep).join('/');
				if (late[file] === undefined || late[file] !== source?.value) check(source, false);
			},
			TSImportType: (node) => check(node.source ?? node.argument?.literal, true),
		};
	},
};

function judge(from, specifier, context, isType) {
	const allowedPackage = packages[from.folder];
	if (!allowedPackage) return null;
	if (!specifier.startsWith('.')) {
		return allowedPackage(specifier) ? null : { messageId: 'package', data: { from: from.folder, to: specifier } };
	}
	const target = path.relative(context.cwd, path.resolve(path.dirname(context.filename), specifier));
	const to = locate(target);
	if (!folders[from.folder].includes(to.folder)) return { messageId: 'folder', data: { from: from.folder, to: to.folder } };
	if (from.folder === 'router') return judgeRooms(from, to, target, isType);
	if (to.room === 'learning' || to.room === 'report') {
		return from.folder === 'nodes' ? null : { messageId: 'folder', data: { from: from.folder, to: target } };
	}
	return null;
}

function judgeRooms(from, to, target, isType) {
	if (to.folder === 'vendor') return /^vendor\/openai/.test(target) ? { messageId: 'client' } : null;
	if (to.room === from.room || shared.includes(target) || router[from.room]?.includes(to.room)) return null;
	const data = { from: from.room, to: to.room };
	if (!typesOnly[from.room]?.includes(to.room)) return { messageId: 'room', data };
	return isType ? null : { messageId: 'typeOnly', data };
}

function locate(file) {
	const [folder, room, ...rest] = file.split(path.sep);
	return { folder, room: folder === 'router' ? (rest.length > 0 ? room : 'root') : null };
}

function onlyTypes(node, kind) {
	if (kind === 'type') return true;
	const names = node.specifiers ?? [];
	return names.length > 0 && names.every((name) => (name.importKind ?? name.exportKind) === 'type');
}
