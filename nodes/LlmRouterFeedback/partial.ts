/** What a reader must know of figures that one worker of several has made. */
export const PARTIAL_LOG =
	'Partial log: n8n runs in queue mode, and without an LLM Router Store with Postgres these figures hold only what this worker has decided.';
