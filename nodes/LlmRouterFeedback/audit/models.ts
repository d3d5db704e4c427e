import type { IExecuteFunctions } from 'n8n-workflow';

import { createCatalogue } from '../../../adapters/catalogue/catalogue';
import { createOpenAiClient } from '../../../adapters/openai/client';
import type { ModelClient } from '../../../router/calls/client';
import { ConfigError } from '../../../router/configError';
import type { LeftBecause } from '../../../router/learning/audit/shadowAnswer';
import type { RecordedCandidate } from '../../../router/ledger/record';
import type { ModelSpec } from '../../../router/registry/model';
import { systemClock } from '../../shared/clock';
import { endpointsOf, hasProviderOf, resolveSideModel } from '../../shared/models';
import { readRegistry } from '../../shared/registryCredential';
import { wayOut } from '../../shared/keptConnections';

import { JUDGE_FIELD, type AuditSettings } from './settings';

const CREDENTIAL = 'llmModelRegistryApi';

/** The models of one run and the way to them. */
export interface AuditModels {
	readonly client: ModelClient;
	readonly judge: ModelSpec;
	/** A candidate as it can be called now, or why it cannot be. */
	readonly modelOf: (candidate: RecordedCandidate) => ModelSpec | LeftBecause;
}

interface AuditModelsOptions {
	readonly ctx: IExecuteFunctions;
	readonly settings: AuditSettings;
	/** Epoch ms: prices may depend on the time. */
	readonly atMs: number;
}

/** @throws ConfigError naming the field: the credential, the judge, a budget that needs the judge's price. */
export async function auditModels({ ctx, settings, atMs }: AuditModelsOptions): Promise<AuditModels> {
	const registry = readRegistry(await ctx.getCredentials(CREDENTIAL));
	const { id, name } = ctx.getNode().credentials?.[CREDENTIAL] ?? { id: null, name: CREDENTIAL };
	const ask = { registry, credentialId: id ?? name, credentialName: name, catalogue: createCatalogue(), atMs };
	const resolve = (modelId: string, field: string): ModelSpec => resolveSideModel(ask, modelId, field).model;
	const endpoints = endpointsOf(registry, ask.credentialId);
	const budget = budgetOf(settings);
	const judge = resolve(settings.judge, JUDGE_FIELD);
	if (budget !== null && judge.price === null) {
		throw new ConfigError(
			`Options, ${budget}`,
			`cannot be kept, because no price is known for the judge "${judge.id}"`,
			`Enter its prices under Model Facts in the credential, or remove ${budget}.`,
		);
	}
	return {
		client: createOpenAiClient({
			endpoints,
			send: wayOut(ctx),
			now: () => systemClock.wall(),
		}),
		judge,
		modelOf(candidate) {
			// A connected Chat Model, or one of another credential.
			if (!hasProviderOf(registry, candidate.modelId)) return 'no_credential';
			const model = resolve(candidate.modelId, 'Models');
			const price = priceOf(candidate, model);
			return budget !== null && price === null ? 'no_price' : { ...model, rank: candidate.rank, price };
		},
	};
}

function budgetOf({ runBudgetNanoUsd, dailyBudgetNanoUsd }: AuditSettings): string | null {
	if (runBudgetNanoUsd !== null) return 'Budget per Run';
	return dailyBudgetNanoUsd === null ? null : 'Daily Budget';
}

/** A price of the router's own row is the user's word; otherwise what holds today goes before what held then. */
function priceOf({ price: recorded }: RecordedCandidate, { price }: ModelSpec): ModelSpec['price'] {
	return recorded?.source === 'row' ? recorded : (price ?? recorded);
}
