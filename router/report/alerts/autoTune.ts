import type { TuningNews } from '../../learning/autotune/document';
import { NANO_USD_PER_USD } from '../../registry/cost';
import { percent, usd } from '../format';

/** What is new with Auto-Tune, as a sentence. The promise is over all answers. */
export function newsSentence({ kind, percent: share, modelId, target, confidence, spentNanoUsd }: TuningNews): string {
	const spent = `Comparisons have cost ${usd(spentNanoUsd / NANO_USD_PER_USD)}.`;
	const promise = `Of all answers at least ${percent(target, 0)} are as good as the strongest model's (${percent(confidence, 0)} confidence, in your judge's eyes).`;
	switch (kind) {
		case 'certified':
			return `Auto-Tune has certified more for ${modelId ?? 'a cheaper model'}: ${String(share)} % of the requests now go to cheaper models. ${promise} ${spent}`;
		case 'stopped':
			return `Auto-Tune has stopped: routing does not pay here, and everything goes to the strongest model. ${spent}`;
		case 'fell_back':
			return "Auto-Tune has raised its drift alarm: the cheaper models' answers have become worse. Everything goes to the strongest model, and it compares anew.";
		case 'judge_refused':
			return `Auto-Tune refuses its judge${modelId === null ? '' : `, ${modelId}`}, which took answers to other requests for good. Everything goes to the strongest model. Choose another judge in the router, or reset Auto-Tune.`;
		case 'exhausted':
			return `Auto-Tune has spent Spend at Most. ${String(share)} % of the requests go to cheaper models, and nothing is compared or watched any more. Raise it to continue. ${spent}`;
	}
}
