/** Whether a router's log holds predictions that a threshold can be set against; if not, why, for people. */
export type Predicts = { readonly kind: 'predicts' } | { readonly kind: 'moves' | 'nothing'; readonly why: string };

/** @param strategy as in the record. */
export function predicts(strategy: string): Predicts {
	switch (strategy) {
		case 'classifier':
			return { kind: 'predicts' };
		case 'adaptive':
			return {
				kind: 'moves',
				why: 'Adaptive corrects its predictions with every outcome, so what was found of the logged ones would not hold for the next. Calibrate the Classifier strategy instead, with weights trained on own outcomes',
			};
		case 'llm_judge':
			return {
				kind: 'nothing',
				why: 'LLM Judge names how hard a request is and predicts no quality; its Threshold is how sure the judge must be',
			};
		case 'semantic':
			return { kind: 'nothing', why: 'Semantic goes by how alike a request is to examples and predicts no quality' };
		case 'cascade':
			return {
				kind: 'nothing',
				why: 'Cascade lets checks decide after each answer and predicts no quality; which answers of models that were not asked the checks would have taken, no log can tell',
			};
		case 'rules':
			return { kind: 'nothing', why: 'Rules choose by conditions and predict no quality' };
		default:
			return { kind: 'nothing', why: `the strategy "${strategy}" predicts no quality that this version knows of` };
	}
}
