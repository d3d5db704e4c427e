import { encodeFeatures } from '../../../../router/features/encode';
import { readFeatures } from '../../../../router/features/features';
import type { LoggedDecision } from '../../../../router/ledger/feedbackPort';
import type { Outcome } from '../../../../router/ledger/outcome';
import { readDecision } from '../../../../router/learning/log/loggedRequest';
import { rankByRisk } from '../../../../router/strategies/classifier';
import { shippedWeights } from '../../../../router/strategies/shippedWeights';
import { decisionOf, JUDGE } from '../../../support/auditedDecisions';
import { analyzed } from '../../../support/requests';
import { modelAt } from '../../../support/routing';
import { candidatesOf } from '../logs';

const usage = { inputTokens: 500, outputTokens: 500, cachedInputTokens: 0 };
const base = decisionOf(
	{
		id: 'a',
		candidates: candidatesOf({ cheap: 0.8, middle: 0.9, strong: 1 }),
		usage,
		drawn: true,
		audit: { modelId: 'cheap', result: 0.5, probability: 0.1 },
	},
	0,
	{ audits: 0.2 },
);
const read = (changes: Partial<LoggedDecision> = {}, weights = null as Parameters<typeof readDecision>[1]) =>
	readDecision({ ...base, ...changes }, weights);
const requestOf = (changes: Partial<LoggedDecision> = {}, weights = null as Parameters<typeof readDecision>[1]) => {
	const found = read(changes, weights);
	if (found.kind !== 'request') throw new Error(found.because);
	return found.request;
};
const excluded = (...reasons: (string | null)[]) => base.candidates.map((one, i) => ({ ...one, excludedBy: reasons[i] ?? null }));
const outcome = (changes: Partial<Outcome>): Outcome[] => base.outcomes.map((one) => ({ ...one, ...changes }));

describe('a logged decision', () => {
	it('is a request with the costs of its tokens at every model, its design and its audit', () => {
		expect(requestOf()).toEqual({
			id: 'a',
			atMs: base.atMs,
			usage,
			rescored: null,
			candidates: [
				{ modelId: 'cheap', rank: 0, quality: 0.8, costNanoUsd: 1_000 },
				{ modelId: 'middle', rank: 1, quality: 0.9, costNanoUsd: 4_000 },
				{ modelId: 'strong', rank: 2, quality: 1, costNanoUsd: 15_000 },
			],
			design: { share: 0.2, probability: 0.1, chosen: true },
			audit: { modelId: 'cheap', result: 0.5, probability: 0.1, judge: JUDGE, atMs: base.atMs + 500 },
		});
	});

	it.each([
		['bypassed', { forcedBy: 'bypass' }],
		['came_back', { forcedBy: 're_entry' }],
		['not_answered', { result: { kind: 'fallback', failure: 'capacity' } }],
		['not_answered', { result: { kind: 'cancelled' } }],
		['not_answered', { candidates: [] }],
	] as const)('is left out as %s: %j', (because, changes) => {
		expect(read(changes)).toEqual({ kind: 'left_out', because });
	});

	it('keeps what chance chose: its prediction stands all the same', () => {
		expect(requestOf({ forcedBy: 'exploration' }).candidates[0]?.quality).toBe(0.8);
	});

	it('has no design where it could not have been audited', () => {
		expect(requestOf({ audit: null, outcomes: [], result: { kind: 'routed', modelId: 'strong', slot: 3 } })).toMatchObject({
			design: null,
			audit: null,
		});
		expect(requestOf({ audit: { probability: 0.2, chosen: false }, outcomes: [] }).design).toEqual({
			share: 0.2,
			probability: 0.1,
			chosen: false,
		});
	});

	it('is traffic like any other where Auto-Tune decided, without the audit that it drew', () => {
		const tuning = { basis: 'b', score: 0.5, probability: 1, ticket: null };
		const { design, audit, ...rest } = requestOf();
		expect([design, audit]).not.toContain(null);
		expect(requestOf({ tuning })).toEqual({ ...rest, design: null, audit: null });
	});

	it('has the candidates that could have answered at another moment, and not those that it did not fit', () => {
		const { candidates, design } = requestOf({ candidates: excluded('window', 'cooling_down', 'too_slow') });
		expect(candidates.map(({ modelId }) => modelId)).toEqual(['middle', 'strong']);
		expect(design).toEqual({ share: 0.2, probability: 0.2, chosen: true });
		expect(requestOf({ candidates: excluded('window', 'vision') }).design).toEqual({ share: 0.2, probability: null, chosen: true });
	});

	it('takes the tokens as estimated where nobody counted them', () => {
		const answered = {
			kind: 'answered',
			finish: 'stop',
			usage: null,
			servedBy: null,
			answerChars: 403,
			verdict: 'accepted',
			score: null,
			reasons: [],
		} as const;
		expect(
			requestOf({ charges: [], attempts: [{ modelId: 'strong', why: 'first', startedMs: 0, endedMs: 1, omitted: [], result: answered }] })
				.usage,
		).toEqual({ inputTokens: 321, outputTokens: 101, cachedInputTokens: 0 });
	});

	it('does not know its cost where a price is unknown', () => {
		expect(
			requestOf({ candidates: base.candidates.map((one) => ({ ...one, price: null })) }).candidates.map(({ costNanoUsd }) => costNanoUsd),
		).toEqual([null, null, null]);
	});

	it('has an audit by chance alone, of a weaker model alone; that none could answer takes no judge', () => {
		expect(requestOf({ outcomes: outcome({ source: 'user' }) }).audit).toBeNull();
		expect(requestOf({ outcomes: outcome({ inclusionProbability: null }) }).audit).toBeNull();
		expect(requestOf({ outcomes: outcome({ modelId: 'strong' }) }).audit).toBeNull();
		expect(requestOf({ outcomes: outcome({ judge: 'none/content_policy', score: 0 }) }).audit).toMatchObject({ judge: null, result: 0 });
	});

	it('is predicted anew from its features as the classifier would, among all models in play', () => {
		const request = analyzed('Translate these five short words into French please: apple, bread, chair, door, egg');
		const weights = shippedWeights();
		const models = [modelAt(0), modelAt(1), modelAt(2)];
		const ranking = rankByRisk(request, models, weights);
		const candidates = base.candidates.map((one, i) => ({ ...one, modelId: models[i]?.id ?? '', excludedBy: i === 0 ? 'window' : null }));
		const features = { bytes: encodeFeatures(readFeatures(request)), expiresAtMs: 1 };
		const { rescored, candidates: logged } = requestOf({ candidates, features, signals: request.signals, outcomes: [] }, weights);
		expect(logged.map(({ quality }) => quality)).toEqual([0.9, 1]);
		expect(rescored?.map(({ quality }) => quality)).toEqual([ranking.quality?.get('p1/m'), 1]);
	});

	it('is left out where it cannot be predicted anew', () => {
		const request = analyzed('Which river runs past the old town?');
		const ownVector = { modelId: 'a/b', values: Int8Array.of(1, 2) };
		const withEmbedding = { ...shippedWeights(), embedding: { modelId: 'a/b', values: Int8Array.of(100, 100), scale: 1, bias: 0 } };
		const kept = (embedding: typeof ownVector | null) => ({
			features: { bytes: encodeFeatures(readFeatures(request), embedding), expiresAtMs: 1 },
			signals: request.signals,
		});
		expect(requestOf(kept(ownVector), withEmbedding).rescored?.[0]?.quality).not.toBeCloseTo(
			requestOf(kept(null), shippedWeights()).rescored?.[0]?.quality ?? NaN,
			2,
		);
		expect(read(kept(null), withEmbedding)).toEqual({ kind: 'left_out', because: 'no_features' });
		expect(read(kept({ ...ownVector, modelId: 'other/one' }), withEmbedding)).toEqual({ kind: 'left_out', because: 'no_features' });
		expect(read({ features: null }, shippedWeights())).toEqual({ kind: 'left_out', because: 'no_features' });
		expect(read({ features: { bytes: new Uint8Array([1, 2]), expiresAtMs: 1 } }, shippedWeights())).toEqual({
			kind: 'left_out',
			because: 'no_features',
		});
	});
});
