import 'reflect-metadata';
import { OutboundHttp } from '@n8n/backend-network';
import { Container } from '@n8n/di';

import type { HttpRequest } from '../../nodes/shared/transport';

/** The very function behind `helpers.httpRequest` of a running n8n. */
export const requestHelper: HttpRequest = (options) => Container.get(OutboundHttp).requests().request(options);
