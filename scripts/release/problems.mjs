import { isDeepStrictEqual } from 'node:util';
import { placeholdersIn, publisherFields, publisherOf } from './publisher.mjs';

/**
 * Why this must not be published, one line each with what to do; empty: it may be.
 * `manifest`: package.json; `changelog`: the text of CHANGELOG.md; `tags`: of the commit checked out; `changed`:
 * files that differ from that commit; `built`: whether dist/ was built from the files as they are.
 */
export function problems({ manifest, changelog, tags, changed, built }) {
	return [
		...publisherProblems(manifest),
		...tagProblems(manifest.version, tags),
		...changelogProblems(manifest.version, changelog),
		...sourceProblems(changed, built),
	];
}

function publisherProblems(manifest) {
	const publisher = publisherOf(manifest);
	const command = 'run "npm run release:publisher -- --github OWNER/NAME --author NAME --email ADDRESS"';
	const missing = Object.keys(publisher).filter((key) => !publisher[key]);
	if (missing.length > 0) return [`package.json does not say the publisher's ${missing.join(', ')}: ${command}.`];
	const placeholders = placeholdersIn(publisher);
	if (placeholders.length > 0) return [`package.json has a placeholder for the publisher's ${placeholders.join(', ')}: ${command}.`];
	const fields = Object.entries(publisherFields(publisher));
	const odd = fields.filter(([field, value]) => !isDeepStrictEqual(manifest[field], value)).map(([field]) => field);
	return odd.length === 0 ? [] : [`package.json: ${odd.join(', ')} and the repository are not of one publisher: ${command}.`];
}

function tagProblems(version, tags) {
	const wanted = `v${version}`;
	if (tags.includes(wanted)) return [];
	const found = tags.length === 0 ? 'has no tag' : `has the tag ${tags.join(', ')}`;
	return [`package.json says version ${version}, but this commit ${found}: tag the commit of the release ${wanted}.`];
}

function changelogProblems(version, changelog) {
	const own = sectionOf(changelog, version);
	const waiting = sectionOf(changelog, 'Unreleased');
	return [
		...(own ? [] : [`CHANGELOG.md says nothing under "## ${version}": write what this version brings.`]),
		...(waiting ? [`CHANGELOG.md still has entries under "## Unreleased": move them to "## ${version}".`] : []),
	];
}

/** What stands under `## name`, `## [name]` or `## name - date`, up to the next heading of that level. */
function sectionOf(changelog, name) {
	const sections = changelog.split(/^## /m).slice(1);
	const section = sections.find((one) => /^\[?([^\]\s]+)/.exec(one)?.[1] === name);
	const lines = section?.split('\n').slice(1) ?? [];
	// Headings alone tell nobody anything.
	return lines
		.filter((line) => !line.startsWith('#'))
		.join('\n')
		.trim();
}

function sourceProblems(changed, built) {
	const shown = changed.slice(0, 5).join(', ') + (changed.length > 5 ? ` and ${changed.length - 5} more` : '');
	return [
		...(changed.length > 0 ? [`These files are not as the commit has them: ${shown}. Commit or discard the changes.`] : []),
		...(built ? [] : ['dist/ is not what a build of these sources makes: run "npm run build".']),
	];
}
