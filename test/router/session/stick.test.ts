import { stick, stickToolStep } from '../../../router/session/stick';
import type { SessionState } from '../../../router/session/sessionState';
import { SESSION_MS } from '../../../router/session/sessionStore';
import { ladderOf, user } from '../../support/requests';
import { answeredBy, asks, conversation, EASY, HARD, picks, pricedAt, stateAfter, step } from '../../support/sessions';
import { modelAt } from '../../support/routing';

const [weak, middle, strong] = [pricedAt(modelAt(0)), pricedAt(modelAt(1)), pricedAt(modelAt(2))];
const models = [weak, middle, strong];
const facts = { models, threshold: 0.5, nowMs: 2_000 };

function begun(model = strong, text = HARD): SessionState {
	const request = asks(text);
	const stuck = stick({ ...facts, state: null, request, ranking: picks(model) });
	return stateAfter({ stuck, request, models, attempts: [answeredBy(model)] });
}

const ask = (state: SessionState | null, text: string, ranking = picks(weak), over = {}) =>
	stick({ ...facts, state, request: asks(text), ranking, ...over });

describe('a conversation', () => {
	it('begins with what the strategy chose, untouched', () => {
		const ranking = picks(middle);
		expect(ask(null, EASY, ranking)).toMatchObject({ moved: 'first', modelId: middle.id, ranking });
	});

	it('goes up at once', () => {
		const ranking = { ...picks(strong), epsilon: 0.5 };
		const stuck = ask(begun(weak, EASY), HARD, ranking);
		expect(stuck).toMatchObject({ moved: 'up', modelId: strong.id });
		expect(stuck.ranking.epsilon).toBeUndefined();
		expect(stuck.ranking.kept).toBeUndefined();
	});

	it('goes up where the cheapest that reaches the threshold is stronger', () => {
		const quality = new Map(models.map(({ id, rank }) => [id, rank === 2 ? 1 : 0.2]));
		const ranking = { kind: 'scored' as const, quality, reason: 'r', propensity: new Map() };
		expect(ask(begun(weak, EASY), HARD, ranking as never)).toMatchObject({ moved: 'up', modelId: strong.id });
	});

	it('stays where a weaker model would do for one turn, and says so', () => {
		const stuck = ask(begun(), EASY);
		expect(stuck).toMatchObject({ moved: 'kept', modelId: strong.id, calm: 1 });
		expect(stuck.ranking).toMatchObject({ kind: 'choice', modelId: strong.id, kept: true });
		expect(stuck.ranking.reason).toBe('stays with branch 2 in this conversation; picked');
		expect(stuck.ranking.propensity).toEqual(new Map([[strong.id, 1]]));
	});

	it('is not marked as kept where the strategy chose the same', () => {
		expect(ask(begun(), HARD, picks(strong)).ranking.kept).toBeUndefined();
	});

	const calm = (over: Partial<SessionState> = {}): SessionState => ({ ...begun(), calm: 1, ...over });

	it('comes down once the work is lighter for a second turn', () => {
		expect(ask(calm(), EASY)).toMatchObject({ moved: 'down', modelId: weak.id });
	});

	it.each<[string, SessionState, string, object]>([
		['it came down before', calm({ downs: 1 }), EASY, {}],
		['the work is as hard as before', calm(), HARD, {}],
		['the cache is worth more', calm({ prefixTokens: 900_000, outputTokens: 1, calls: 1 }), EASY, { request: big(900_000) }],
		['the price of cached input is unknown', calm(), EASY, { models: [weak, middle, pricedAt(modelAt(2), null)] }],
		['no price is known', calm(), EASY, { models: models.map((model) => ({ ...model, price: null })) }],
	])('stays where %s', (_, state, text, over) => {
		expect(ask(state, text, picks(weak), over)).toMatchObject({ moved: 'kept', modelId: strong.id });
	});

	it('loses no cache that has grown cold', () => {
		const state = calm({ prefixTokens: 900_000, outputTokens: 1, calls: 1 });
		expect(ask(state, EASY, picks(weak), { request: big(900_000), nowMs: state.atMs + 2 * 3_600_000 }).moved).toBe('down');
	});

	it.each<[string, object]>([
		['the model is not among those that may serve', { models: [weak, middle] }],
		['it rested for more than a day', { nowMs: 1_001 + SESSION_MS }],
	])('begins anew where %s', (_, over) => {
		expect(ask(begun(), EASY, picks(weak), over)).toMatchObject({ moved: 'first', modelId: weak.id, state: null });
	});

	it('begins anew where a rule allows no such model, and keeps within the rule else', () => {
		expect(ask(begun(), EASY, { ...picks(weak), only: [weak.id] } as never)).toMatchObject({ moved: 'first', modelId: weak.id });
		const both = ask(begun(), EASY, { ...picks(weak), only: [weak.id, strong.id] } as never);
		expect(both.ranking).toMatchObject({ modelId: strong.id, only: [strong.id, weak.id] });
	});

	it('chooses among the models that can serve', () => {
		const blind = { ...weak, capabilities: new Set<never>() };
		const request = conversation(user([{ kind: 'image', url: 'https://x/y.png' }]));
		expect(ask(null, EASY, picks(blind), { models: [blind, middle], request }).modelId).toBe(middle.id);
	});
});

function big(inputTokens: number) {
	const request = asks(EASY);
	return { ...request, needs: { ...request.needs, inputTokens } };
}

describe('a tool step', () => {
	const failed = '{"error":"no"}';
	const at = (state: SessionState | null, ...results: string[]) =>
		stickToolStep({ state, models, nowMs: 2_000, request: conversation(user(EASY), ...results.flatMap((result) => step(result))) });

	it('stays with the model of the conversation', () => {
		const stuck = at(begun(middle), 'fine');
		expect(stuck).toMatchObject({ moved: 'tool_step', modelId: middle.id });
		expect(stuck?.ranking).toMatchObject({ kind: 'choice', kept: true, reason: 'stays with branch 1 for this tool step' });
	});

	it('is none without a conversation, nor is a user turn', () => {
		expect(at(null, 'fine')).toBeNull();
		expect(at(begun())).toBeNull();
	});

	it('goes up one model where the same call fails a third time, once', () => {
		const state = begun(weak, EASY);
		expect(at(state, failed, failed)).toMatchObject({ moved: 'tool_step' });
		const stuck = at(state, failed, failed, failed);
		expect(stuck).toMatchObject({ moved: 'up', modelId: middle.id });
		if (stuck === null) throw new Error('not stuck');
		const after = stateAfter({ stuck, request: asks(EASY), models, attempts: [answeredBy(middle)] });
		expect(after).toMatchObject({ modelId: middle.id, turns: 1, calls: 2, failures: [stuck.failure] });
		expect(at(after, failed, failed, failed, failed)).toMatchObject({ moved: 'tool_step', modelId: middle.id });
	});

	it('stays where nobody is stronger', () => {
		expect(at(begun(strong), failed, failed, failed)).toMatchObject({ moved: 'tool_step', modelId: strong.id });
	});
});

it('keeps models without prices where they are', () => {
	const ladder = ladderOf(2);
	const [, top] = ladder;
	const state = top && { ...begun(), modelId: top.id };
	expect(stick({ ...facts, models: ladder, state: state ?? null, request: asks(EASY), ranking: picks(ladder[0] ?? weak) }).moved).toBe(
		'kept',
	);
});
