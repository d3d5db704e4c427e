import { seeded } from '../../../scripts/lib/seeded';
import { chooseFor, promptOf } from '../../../scripts/soak/mix';

function prompts(seed: number, lasting = true): string[] {
	const random = seeded(seed);
	return Array.from({ length: 2_000 }, (_, n) => promptOf(n, random, lasting));
}

const [small, large] = [chooseFor('small'), chooseFor('large')];

it('is the same for the same seed, and another for another', () => {
	expect(prompts(1)).toEqual(prompts(1));
	expect(prompts(1)).not.toEqual(prompts(2));
});

it('has every kind of trouble at the weaker model, and some at both', () => {
	const met = prompts(1).map((prompt) => [small({ prompt, nth: 0 }), large({ prompt, nth: 0 })] as const);
	const names = new Set(met.flatMap(([fault]) => fault?.name ?? []));
	expect([...names]).toEqual(
		expect.arrayContaining(['429, Retry-After in seconds', 'body that stalls', 'reset before the headers', '500', '401']),
	);
	expect(met.filter(([one, other]) => one !== null && other !== null).length).toBeGreaterThan(50);
	expect(met.filter(([one]) => one === null).length).toBeGreaterThan(1_000);
	expect(met.filter(([one, other]) => one === null && other !== null)).toEqual([]);
});

it('leaves out what keeps a model from play for minutes, where it is to', () => {
	const names = new Set(prompts(1, false).map((prompt) => small({ prompt, nth: 0 })?.name));
	expect(names).toContain('500');
	for (const lasting of ['401', '402', '403', '404', '429, no quota left']) expect(names).not.toContain(lasting);
});

it('lets a model recover after as many times as the prompt says', () => {
	const prompt = 'x (item 1; small 3 2; large 4 99)';
	expect([0, 1, 2].map((nth) => small({ prompt, nth })?.name ?? null)).toEqual([expect.any(String), expect.any(String), null]);
	expect(large({ prompt, nth: 50 })?.name).toBeDefined();
});
