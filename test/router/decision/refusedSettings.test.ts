import type { Attempt } from '../../../router/calls/attempt';
import { refusedSettingsHints } from '../../../router/decision/refusedSettings';
import { ladderOf } from '../../support/requests';

const RESULT: Attempt['result'] = { kind: 'never_fits' };

describe('settings that were refused', () => {
	test.each(['stop', 'stop_sequences'])('are told of by their title, whatever they are on the wire: %s', (name) => {
		const [model] = ladderOf(1).map((one) => ({ ...one, settings: { stop: ['END'] } }));
		const attempts: Attempt[] = [{ modelId: 'p/m0', why: 'first', startedMs: 0, endedMs: 1, omitted: [name], result: RESULT }];
		expect(refusedSettingsHints(model ? [model] : [], attempts)).toEqual([
			expect.stringContaining('refuses Stop Sequences from its settings'),
		]);
		expect(refusedSettingsHints(model ? [model] : [], [])).toEqual([]);
	});
});
