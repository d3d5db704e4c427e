import 'reflect-metadata';
import { OutboundHttp } from '@n8n/backend-network';
import { Container } from '@n8n/di';

import type { Send } from '../../adapters/http';
import { wayOut } from '../../nodes/shared/keptConnections';
import type { HttpRequest } from '../../nodes/shared/transport';

/** The very function behind `helpers.httpRequest` of a running n8n. */
export const requestHelper: HttpRequest = (options) => Container.get(OutboundHttp).requests().request(options);

/** What the nodes use in its place where n8n has nothing else to do to a request; the filter is a running n8n's. */
export const keptConnections: Send = wayOut({
	helpers: { httpRequest: requestHelper, getSecureEgressFilter: () => Container.get(OutboundHttp).egressFilter() },
	getNode: () => ({ name: 'Test' }),
	additionalData: {},
} as never);
