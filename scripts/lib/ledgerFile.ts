import path from 'node:path';

import { userFolder } from './engine';

/** The ledger of the nodes that run inside this process. */
export const ledgerFile = path.join(userFolder, '.n8n', 'storage', 'n8n-nodes-llm-router', 'ledger.sqlite');
