/** The sums of a replaced decision count the charges it took over. In words that SQLite and Postgres share; WHERE follows. */
export const TOTALS = `
	UPDATE decisions SET (cost_nano_usd, unknown_costs) = (
		SELECT CAST(coalesce(sum(charges.cost_nano_usd), 0) AS BIGINT), count(*) - count(charges.cost_nano_usd) FROM charges WHERE decision_seq = seq
	)`;
