import { NodeOperationError, type INode } from 'n8n-workflow';

import { asNodeError, failedError } from '../../../nodes/LlmRouterChatModel/failed';
import { createRedactor } from '../../../router/calls/redact';
import { ConfigError } from '../../../router/configError';
import { failureOf } from '../../support/routing';

const node = { id: '1', name: 'Model', type: 'x', typeVersion: 1, position: [0, 0], parameters: {} } satisfies INode;
const redactor = createRedactor(['sk-secret-key']);
const failed = (outcome: object, attempts: readonly object[] = []) => failedError(node, { redactor }, { outcome, attempts } as never);
const fallback = (message: string) => ({ kind: 'fallback', failure: failureOf('overloaded').kind, message });

describe('where nobody answered', () => {
	it('the error says so, without keys, and what to do', () => {
		const error = failed(fallback('Small failed: bad key sk-secret-key'));
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error.message).toMatch(/^No model answered: Small failed: bad key/);
		expect(error.message).not.toContain('sk-secret-key');
		expect(error).toMatchObject({ functionality: 'configuration-node' });
	});

	it.each(['ECONNRESET', 'ECONNREFUSED', 'ETIMEDOUT'])("n8n's own sentence for %s does not replace it", (code) => {
		expect(failed(fallback(`Small failed: ${code}; Large failed: ${code}`)).message).toContain('Large failed');
	});

	it('after part of an answer was shown it says that, and how to have whole answers only', () => {
		const error = failed(fallback('Small broke'), [{}, { delivered: true }]);
		expect(error.message).toMatch(/^The answer broke off/);
		expect(error).toMatchObject({ description: expect.stringContaining('Buffer Until Checked') });
		expect(failed(fallback('Small broke'), [{ delivered: true }, {}]).message).toMatch(/^No model answered/);
	});

	it('a stopped call is one as n8n and LangChain know it', () => {
		expect(failed({ kind: 'cancelled' })).toMatchObject({ name: 'AbortError' });
	});
});

describe('an error of n8n', () => {
	it('is what a person has to change, in our words', () => {
		const error = asNodeError(node, new ConfigError('Timeout', 'is -1', 'Use a number.'));
		expect(error.message).toContain('Timeout');
		expect(error).toMatchObject({ functionality: 'configuration-node' });
	});

	it('goes on as it is', () => {
		const own = new NodeOperationError(node, 'own');
		expect(asNodeError(node, own)).toBe(own);
		expect(asNodeError(node, 'just text').message).toBe('just text');
		expect(asNodeError(node, new Error('other')).message).toBe('other');
	});
});
