import { createCatalogue } from '../../adapters/catalogue/catalogue';
import { isRetired, retirementText, type Retirement } from '../../adapters/catalogue/retirements';
import { PROVIDER_KINDS } from '../../adapters/providers';
import { partsOfRowId } from '../../router/registry/rows';

const DAY_MS = 86_400_000;
/** Sooner nobody need act, and a hint that stands for months is not read any more. */
const NOTICE_MS = 30 * DAY_MS;

/** What to say of models that are gone, or go within a month, by the ids of their rows: one line for each model. @param atMs epoch ms. */
export function retirementHints(modelIds: readonly string[], atMs: number): string[] {
	return [...new Set(modelIds.map((id) => partsOfRowId(id).model))].flatMap((id) => {
		const retirement = retirementOf(id);
		return retirement !== null && isRetired(retirement, atMs + NOTICE_MS) ? [`${id} ${retirementText(retirement, atMs)}.`] : [];
	});
}

function retirementOf(modelId: string): Retirement | null {
	const kind = PROVIDER_KINDS.find((one) => modelId.startsWith(`${one}/`));
	return kind === undefined ? null : createCatalogue().retirement(kind, modelId.slice(kind.length + 1));
}
