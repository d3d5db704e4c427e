// Who publishes the package. The fields of package.json that say so are written from three values, in one place.

/** What package.json says until somebody publishes it. No account on GitHub may have an underscore, and no address ends so. */
const PLACEHOLDERS = { github: /^__OWNER__\//, email: /@placeholder\.invalid$/ };

/** The fields for a repository (`owner/name` on GitHub; n8n accepts no other host) and an author. */
export function publisherFields({ github, author, email }) {
	const address = `https://github.com/${github}`;
	return {
		author: { name: author, email },
		homepage: `${address}#readme`,
		repository: { type: 'git', url: `git+${address}.git` },
		bugs: { url: `${address}/issues` },
	};
}

/** The three values that a package.json was written from; `undefined` where it says nothing. */
export function publisherOf({ author, repository }) {
	const github = /^git\+https:\/\/github\.com\/([^/]+\/[^/]+)\.git$/.exec(repository?.url ?? '')?.[1];
	return { github, author: author?.name, email: author?.email };
}

/** The text of package.json with the publisher's fields written into it, order and format kept. */
export function withPublisher(text, publisher) {
	return `${JSON.stringify({ ...JSON.parse(text), ...publisherFields(publisher) }, null, 2)}\n`;
}

/** Which of the three values are still placeholders. */
export function placeholdersIn(publisher) {
	return Object.keys(PLACEHOLDERS).filter((key) => PLACEHOLDERS[key].test(publisher[key]));
}
