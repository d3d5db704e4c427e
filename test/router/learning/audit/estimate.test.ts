import { estimateAudit } from '../../../../router/learning/audit/estimate';
import { readKeptRequest } from '../../../../router/learning/audit/keptRequest';
import { costNanoUsd } from '../../../../router/registry/cost';
import { comparisonAsData, fence } from '../../../../router/judging/dataFence';
import { countTokens, MAX_COUNTED_CHARS } from '../../../../router/request/tokens';
import { modelAt } from '../../../support/routing';

const room = 4_000;
const request = readKeptRequest(JSON.stringify([{ role: 'user', content: 'Explain how a heat pump works. '.repeat(200) }]), room);
if (request === null) throw new Error('the prompt could not be read');
const [weak, strong, judge] = [modelAt(0), modelAt(2), modelAt(9)];

describe('what an audit may cost', () => {
	it('is no less than its calls at their largest', () => {
		const answer = 'word '.repeat(room);
		const shown = countTokens(fence(comparisonAsData(request, { answerA: answer, answerB: answer }), ''), MAX_COUNTED_CHARS);
		const call = (model: typeof weak, inputTokens: number, outputTokens: number) =>
			costNanoUsd(model.price, { inputTokens, outputTokens, cachedInputTokens: 0 }) ?? NaN;
		const largest =
			call(weak, request.needs.inputTokens, room) + call(strong, request.needs.inputTokens, room) + 2 * call(judge, shown, 60);
		expect(estimateAudit({ request, models: [weak, strong], judge, verdicts: 2, roomTokens: room })).toBeGreaterThan(largest);
	});

	it('grows with each answer that has to be asked for', () => {
		const of = (...models: (typeof weak)[]) => estimateAudit({ request, models, judge, verdicts: 2, roomTokens: room }) ?? NaN;
		expect(of(strong)).toBeGreaterThan(of());
		expect(of(weak, strong)).toBeGreaterThan(of(strong));
	});

	it('grows with each verdict', () => {
		const of = (verdicts: number) => estimateAudit({ request, models: [], judge, verdicts, roomTokens: room }) ?? NaN;
		expect(of(2)).toBe(2 * of(1));
	});

	it('is unknown where a price is', () => {
		expect(estimateAudit({ request, models: [{ ...weak, price: null }], judge, verdicts: 2, roomTokens: room })).toBeNull();
		expect(estimateAudit({ request, models: [weak], judge: { ...judge, price: null }, verdicts: 2, roomTokens: room })).toBeNull();
	});
});
