import type { ILoadOptionsFunctions, INodeListSearchResult, INodePropertyOptions } from 'n8n-workflow';

import { routerMethods } from '../shared/routerMethods';

import { STRONGEST_JUDGE, STRONGEST_JUDGE_NAME } from './description/autoTune';

/** Those of every router, and who may compare answers for Auto-Tune. */
export const methods = {
	...routerMethods,
	listSearch: {
		...routerMethods.listSearch,
		async searchAutoTuneJudges(this: ILoadOptionsFunctions, filter?: string, paginationToken?: string): Promise<INodeListSearchResult> {
			const { searchAutoTuneJudges } = await import('../shared/searchJudgeModels');
			return await searchAutoTuneJudges.call(this, filter, paginationToken);
		},
	},
	loadOptions: {
		...routerMethods.loadOptions,
		async getAutoTuneJudgeChoices(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
			const { getModelChoices } = await import('../shared/searchModels');
			return [{ name: STRONGEST_JUDGE_NAME, value: STRONGEST_JUDGE }, ...(await getModelChoices.call(this))];
		},
	},
};
