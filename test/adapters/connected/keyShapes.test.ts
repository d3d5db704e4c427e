import { withoutKeyShapes } from '../../../adapters/connected/keyShapes';

describe('what looks like a key', () => {
	test.each([
		['sk-proj-Ab12_Cd34-Ef56', 'Incorrect API key provided: sk-proj-Ab12_Cd34-Ef56.'],
		['sk-abc**********wxyz', 'Incorrect API key provided: sk-abc**********wxyz'],
		['sk-ant-api03-xyz_9-8', 'key sk-ant-api03-xyz_9-8 is bad'],
		['AIzaSyA-planted_key', '?key=AIzaSyA-planted_key&alt=json'],
		['gsk_abcdefghij', 'gsk_abcdefghij'],
		['eyJhbGciOi.eyJzdWIi.c2ln', 'token eyJhbGciOi.eyJzdWIi.c2ln expired'],
		['not-a-known-shape', 'Authorization: Bearer not-a-known-shape'],
		['not-a-known-shape', '{"x-api-key":"not-a-known-shape","model":"m"}'],
		['not-a-known-shape', 'api_key=not-a-known-shape&x=1'],
		['0123456789abcdef0123456789abcdef', 'got 0123456789abcdef0123456789abcdef'],
	])('%s goes', (key, text) => {
		const clean = withoutKeyShapes(text);
		expect(clean).toContain('[key removed]');
		expect(clean).not.toContain(key.slice(4));
	});

	test.each([
		'The model claude-3-5-sonnet-20241022 was not found at http://127.0.0.1:4010/v1',
		'Unsupported parameter: max_completion_tokens, use max_tokens instead',
		'Rate limit reached on 2026-03-01T12:00:00Z: 10000 requests, try again in 20s',
		'This is a risk-averse, task-oriented internationalisation',
	])('stays: %s', (text) => {
		expect(withoutKeyShapes(text)).toBe(text);
	});

	test.each(['a', '1', '-', 'sk-', 'sk', 'key:', 'bearer ', 'eyJ', ' ', '"', 'x-api-key'])(
		'takes hostile text made of %j in stride',
		(piece) => {
			expect(typeof withoutKeyShapes(piece.repeat(65_536 / piece.length))).toBe('string');
		},
	);
});
