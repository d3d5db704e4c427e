import { byPurpose, type Purpose } from '../../router/calls/client';

/** What is paid for, and the column of a decision that adds it up, in nano-USD. */
export const COST_COLUMNS: Readonly<Record<Purpose, string>> = byPurpose((purpose) => `${purpose}_cost`);

/**
 * The sums of a replaced decision count the charges it took over, those of an audited one what the audit cost. An
 * audit of unknown cost leaves the request's own cost known. In words that SQLite and Postgres share; WHERE follows.
 */
export const TOTALS = `
	UPDATE decisions SET (cost_nano_usd, unknown_costs, ${Object.values(COST_COLUMNS).join(', ')}) = (
		SELECT
			CAST(coalesce(sum(charges.cost_nano_usd), 0) AS BIGINT), count(*) FILTER (WHERE charges.cost_nano_usd IS NULL AND purpose <> 'shadow'),
			${Object.keys(COST_COLUMNS)
				.map((purpose) => `CAST(coalesce(sum(charges.cost_nano_usd) FILTER (WHERE purpose = '${purpose}'), 0) AS BIGINT)`)
				.join(', ')}
		FROM charges WHERE decision_seq = seq
	)`;
