/**
 * Every number that Auto-Tune decides by. Where no other source is named, it is what did best in simulation on
 * benchmark answers (`npm run bench:autotune`); none but TARGETS, CONFIDENCE and the test itself carries the promise.
 */

/** What can be promised: this share of all answers is as good as the strongest model's. */
export const TARGETS = [0.9, 0.95, 0.98] as const;

/** At 95 % confidence: all starts together may break the promise with this probability. */
export const ERROR = 0.05;

/** At the k-th step it may err with ERROR ÷ 2^k: the sum over all k is ERROR, however often drift begins it anew. */
export const ERROR_PER_STEP = 2;

/**
 * Rungs, in percent of requests, the cheapest-looking first. None below 10: at a target of 95 % any 5 % of requests may be
 * served without evidence, which is no success. Finer below 20, where a hard task has its only chance.
 */
export const RUNGS_PERCENT = [10, 15, 20, 30, 40, 50, 60, 70, 80, 90, 100] as const;

/** Requests of which the quantiles are taken: a share of 10 % is then known to ± 6 points; the window makes up for it. */
export const WARMING = 100;

/**
 * Of as many requests in a row, never more than the certified share goes to a cheaper model, so that a wrong quantile
 * breaks no promise.
 */
export const WINDOW = 500;

/** Audits begin with the cheapest-looking 40 %: fewer tell too little of the next rungs, more are spent on rungs far off. */
export const FRONTIER_PERCENT = 40;

/** Above MANY_ITEMS there is time to repay a wider look. */
export const WIDE_FRONTIER_PERCENT = 50;
export const MANY_ITEMS = 5_000;

/** How many rungs audits are ahead of what is certified, so that the next rung need not begin with nothing. */
export const RUNGS_AHEAD = 4;

/** Of each start. By then all that pays on the streams simulated was found. */
export const MOST_AUDITS = 400;

/**
 * As many audits wait at a time, at most: while a judge is down, nothing piles up. The test stays valid, as what is left
 * out is known before the request comes: by how many wait, whatever this request and its answers are like.
 */
export const MOST_PENDING = 40;

/** A rung never loses more than this share of its answers: a hard task would else spend all its tolerance on bad ones. */
export const MOST_LOSS = 1 / 3;

/** Before as many audits nothing is given up: 40 show a rung refuted or clean. */
export const LEAST_BEFORE_STOP = 40;

/** How often giving up is thought about, in audits: it takes a thousand times the work of an audit. */
export const THINK_EVERY = 10;

/** Odds of 20 against a rung refute it: the error of a test at 5 %. */
export const REFUTED_ERROR = 1 / 20;

/** Of what goes to a cheaper model, after climbing: catches a jump of 15 % more losses in about 1,500 items. */
export const WATCHED = 0.05;

/** Shiryaev–Roberts: on average at least as many audits between two false alarms (Pollak 1985; Shin, Ramdas and Rinaldo 2024). */
export const ALARM = 200;

/** Another request's answer in the cheap one's place, which a sound judge finds worse. */
export const CONTROLS = 10;

/** One audit in four is a control, so that all ten are among the first 40. */
export const CONTROL_EVERY = 4;

/** As many passed are too many: a judge who passes one in twenty does so in 1.2 % of cases, one who passes half in 95 %. */
export const CONTROLS_REFUSED = 3;

/** Expected requests below which the audits cost more than they bring, by target. */
export const LEAST_ITEMS: Readonly<Record<(typeof TARGETS)[number], number>> = { 0.9: 500, 0.95: 1_000, 0.98: 2_000 };

/** Below FEW_ITEMS expected, the strongest must cost at least this many times the cheap model. */
export const LEAST_PRICE_RATIO = 4;
export const FEW_ITEMS = 1_000;

/** Expected before 30 days tell. */
export const EXPECTED_ITEMS = 2_000;

/** Losses are rounded up to tenths, so that evidence stays a few counts: rounding up is on the safe side. */
export const LOSS_STEPS = 10;

/** Of audited decisions as many are remembered, so that none counts twice. */
export const REMEMBERED_AUDITS = 1_000;
