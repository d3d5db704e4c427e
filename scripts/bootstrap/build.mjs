import { isBuilt } from '../build/stamp.mjs';
import { node24, root, runLogged } from './process.mjs';

/** Builds dist/ unless it was built from exactly these sources. */
export async function ensureBuilt(progress) {
	if (isBuilt(root)) return;
	progress('building');
	await runLogged(node24, ['node_modules/gulp/bin/gulp.js', 'quick'], 'build');
}
