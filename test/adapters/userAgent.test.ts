import { readFileSync } from 'node:fs';

import { USER_AGENT } from '../../adapters/userAgent';

it('names the package and its version', () => {
	const { name, version } = JSON.parse(readFileSync('package.json', 'utf8')) as { name: string; version: string };
	expect(USER_AGENT).toBe(`${name}/${version}`);
});
