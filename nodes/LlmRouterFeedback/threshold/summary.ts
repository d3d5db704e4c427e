import type { IDataObject } from 'n8n-workflow';

import type { ThresholdDocument } from '../../../router/ledger/documents';
import type { DocumentHead } from '../../../router/ledger/feedbackPort';

/** A version of a named threshold as an item shows it. */
export function summarizeThreshold({ name, version, atMs, value }: DocumentHead & { readonly value: ThresholdDocument }): IDataObject {
	const { threshold, certificate } = value;
	return {
		name,
		version,
		at: new Date(atMs).toISOString(),
		threshold,
		certified: certificate !== null,
		...(certificate !== null && {
			target: certificate.target,
			confidence: certificate.confidence,
			router: certificate.routerId,
			judge: certificate.judge,
		}),
	};
}
