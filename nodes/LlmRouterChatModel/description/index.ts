import type { INodeProperties } from 'n8n-workflow';

import { bypassField } from '../../RouteLlmRequest/description/bypass';
import { collection } from '../../RouteLlmRequest/description/collection';
import { failuresField } from '../../RouteLlmRequest/description/failures';
import { learningField } from '../../RouteLlmRequest/description/learning';
import { limitsField } from '../../RouteLlmRequest/description/limits';
import { connectedNotices, modelFields } from '../../RouteLlmRequest/description/models';
import { modelsFrom } from '../../RouteLlmRequest/description/modelsFrom';
import { options } from '../../RouteLlmRequest/description/options';
import { qualityChecks } from '../../RouteLlmRequest/description/qualityChecks';
import { strategyFields } from '../../RouteLlmRequest/description/strategy';

import { adapt } from './adapt';
import { changes } from './changes';

/** Never shown: the fields shared with Route LLM Request go by it. */
const operation: INodeProperties = { displayName: 'Operation', name: 'operation', type: 'hidden', default: 'routeAndAnswer' };

const fallbackModelNotice: INodeProperties = {
	displayName: 'Leave Enable Fallback Model of the AI Agent off: this node falls back itself, and never after part of an answer was shown.',
	name: 'fallbackModelNotice',
	type: 'notice',
	default: '',
};

const bufferUntilChecked: INodeProperties = {
	displayName: 'Buffer Until Checked',
	name: 'bufferUntilChecked',
	type: 'boolean',
	noDataExpression: true,
	default: false,
	description:
		'Whether to hold back a streamed answer until it has passed the checks, so that another one can replace it. Nothing is shown until the whole answer is checked, so the first word comes as late as the last.',
};

const sessionId: INodeProperties = {
	displayName: 'Session ID',
	name: 'sessionId',
	type: 'string',
	default: '={{ $json.sessionId }}',
	description:
		'Which conversation a request belongs to: conversations with the same ID stay with their model. Empty: the session of the chat trigger, or else the execution.',
};

/** The panel, top to bottom. */
export const chatModelProperties: INodeProperties[] = adapt(
	[
		operation,
		...modelsFrom,
		...connectedNotices,
		...strategyFields,
		...modelFields,
		fallbackModelNotice,
		collection({ ...qualityChecks, fields: [...qualityChecks.fields, bufferUntilChecked] }),
		failuresField,
		limitsField,
		bypassField,
		learningField,
		collection({ ...options, fields: [...options.fields, sessionId] }),
	],
	changes,
);
