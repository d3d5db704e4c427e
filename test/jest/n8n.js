const { mkdirSync, mkdtempSync, rmSync } = require('node:fs');
const { createRequire } = require('node:module');
const { tmpdir } = require('node:os');
const path = require('node:path');

const nodes = createRequire(__filename);
const ofProcess = mkdtempSync(path.join(tmpdir(), 'llm-router-'));
process.once('exit', () => rmSync(ofProcess, { recursive: true, force: true }));
let files = 0;

// Between two files too: a run that a file has left behind must not find n8n's real folder.
process.env.N8N_USER_FOLDER = ofProcess;
process.env.N8N_LOG_LEVEL ??= 'silent';
process.env.N8N_ENCRYPTION_KEY ??= 'in-process-engine';

/**
 * Gives a test file an n8n that knows nothing: a folder of its own, and services that are made anew, since n8n-core's
 * read the folder when they are made. Returns what ends it.
 */
exports.freshN8n = () => {
	files += 1;
	const folder = path.join(ofProcess, String(files));
	mkdirSync(folder, { recursive: true });
	process.env.N8N_USER_FOLDER = folder;
	forgetServices();
	return () => {
		forgetServices();
		rmSync(folder, { recursive: true, force: true });
	};
};

function forgetServices() {
	const di = nodes.resolve('@n8n/di');
	if (di in nodes.cache) nodes(di).Container.reset();
}
