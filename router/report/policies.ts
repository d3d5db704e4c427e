import type { PolicyModels } from '../ledger/reportFacts';
import type { ModelId } from '../registry/model';

type Model = PolicyModels['models'][number];

/** Looks up what the policies of a report choose from. */
export class Policies {
	private readonly byHash: ReadonlyMap<string, PolicyModels['models']>;

	constructor(policies: readonly PolicyModels[]) {
		this.byHash = new Map(policies.map(({ policyHash, models }) => [policyHash, models]));
	}

	/** `null`: nothing is known of the policy, as no model was chosen under it. */
	strongest(policyHash: string): Model | null {
		return (
			this.byHash.get(policyHash)?.reduce<Model | null>((best, model) => (best === null || model.rank > best.rank ? model : best), null) ??
			null
		);
	}

	/** `null`: this policy cannot choose it. */
	find(policyHash: string, modelId: ModelId): Model | null {
		return this.byHash.get(policyHash)?.find((model) => model.modelId === modelId) ?? null;
	}

	/** The models that every one of these policies can choose. */
	common(policyHashes: readonly string[]): ModelId[] {
		const [first, ...others] = policyHashes;
		const models = first === undefined ? [] : (this.byHash.get(first) ?? []);
		return models.map(({ modelId }) => modelId).filter((modelId) => others.every((hash) => this.find(hash, modelId) !== null));
	}
}
