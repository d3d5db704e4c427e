import type { IExecuteFunctions } from 'n8n-workflow';

import { ConfigError } from '../../../router/configError';
import { rollBack, type RollBackOptions, type RolledBack } from '../../../router/learning/training/rollBack';
import { z } from '../../../vendor/zod';
import { readChoice, shown } from '../../shared/values';
import type { Operation } from '../operation';

import { ofAll } from './train';
import { readWeightsName } from './weightsName';

/** Rolls back once, however many items come in. */
export const rollBackClassifier: Operation = async ({ ctx, input, ledger }) => {
	const name = readWeightsName(ctx);
	const done = withoutProblem(name, await rollBack({ ledger, name, to: readTarget(ctx) }));
	const after = done.kind === 'in_use' ? done.before : done.after;
	const { before, to } = done;
	return [
		[
			ofAll(
				{
					result: done.kind,
					replaced: done.kind === 'rolled_back',
					message: messageOf(name, done),
					weightsName: name,
					rolledBackTo: to,
					versionBefore: before.version,
					version: after.version,
					weightsBefore: before.weightsVersion,
					weights: after.weightsVersion,
				},
				input,
			),
		],
	];
};

function readTarget(ctx: IExecuteFunctions): RollBackOptions['to'] {
	const to = readChoice('Roll Back To', ['before', 'shipped', 'version'] as const, ctx.getNodeParameter('rollBackTo', 0, 'before'));
	if (to !== 'version') return to;
	const version = z
		.union([z.number(), z.string().trim().min(1).transform(Number)])
		.pipe(z.number().int().positive())
		.safeParse(ctx.getNodeParameter('version', 0, 1));
	if (!version.success) throw new ConfigError('Version', 'is not a whole number from 1', 'Use one that Get Many Versions lists.');
	return version.data;
}

type Done = Extract<RolledBack, { kind: 'rolled_back' | 'in_use' }>;

/** @throws ConfigError where there is nothing to go back to. */
function withoutProblem(name: string, rolledBack: RolledBack): Done {
	switch (rolledBack.kind) {
		case 'rolled_back':
		case 'in_use':
			return rolledBack;
		case 'nothing_stored':
			throw new ConfigError(
				'Weights Name',
				`is "${shown(name)}", of which nothing is stored`,
				'Train first, or use the name it was trained by: until then the shipped weights are in use anyway.',
			);
		case 'nothing_before':
			throw new ConfigError(
				'Roll Back To',
				'is Version Before, but the shipped weights are in use, and there is nothing before them',
				'Choose Fixed Version to go back to trained weights.',
			);
		case 'no_such_version':
			throw new ConfigError(
				'Version',
				`does not exist; the newest of "${name}" is ${String(rolledBack.newest)}`,
				'Use one that Get Many Versions lists.',
			);
		case 'conflict':
			throw new ConfigError(
				'Weights Name',
				`is "${name}", of which somebody else stored version ${String(rolledBack.version)} at this moment`,
				'Nothing was changed. Look at Get Many Versions, and roll back again if that is still what you want.',
			);
	}
}

function messageOf(name: string, done: Done): string {
	const what = done.to === 0 ? 'the shipped weights' : `version ${String(done.to)} of "${name}"`;
	if (done.kind === 'in_use') return `Nothing was changed: ${what} is what is in use.`;
	return `Version ${String(done.after.version)} is as ${what}: nodes that use the latest decide as they did then.`;
}
