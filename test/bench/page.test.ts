import { readFileSync } from 'node:fs';

import { pageWith } from '../../bench/page';

describe('bench/README.md', () => {
	it('keeps the part that another bench has written', () => {
		const speed = pageWith('', 'speed', '## Speed\n\nfast');
		const both = pageWith(speed, 'ordering', '## Ordering\n\nright');
		expect(both).toContain('fast');
		expect(pageWith(both, 'speed', '## Speed\n\nfaster')).toContain('right');
		expect(pageWith(both, 'speed', '## Speed\n\nfaster')).not.toMatch(/fast\b/);
	});

	it('stays the same where a part is written once more', () => {
		const page = pageWith('', 'speed', 'fast');
		expect(pageWith(page, 'speed', 'fast')).toBe(page);
	});

	it('says of a part that nobody has written that it was not measured', () => {
		expect(pageWith('', 'speed', 'fast').match(/Not measured yet/g)).toHaveLength(1);
	});

	it('is committed as the benches write it', () => {
		const page = readFileSync('bench/README.md', 'utf8');
		const speed = page.slice(page.indexOf('<!-- speed -->') + 14, page.indexOf('<!-- end of speed -->'));
		expect(pageWith(page, 'speed', speed)).toBe(page);
	});
});
