import type { Attempt } from '../calls/attempt';
import type { ModelSpec } from '../registry/model';
import type { RowSettings } from '../registry/rowSettings';

/** Settings of rows that their models refused, and so were not sent; each row told of once. */
export function refusedSettingsHints(models: readonly ModelSpec[], attempts: readonly Attempt[]): string[] {
	if (attempts.every(({ omitted }) => omitted.length === 0)) return [];
	return models.flatMap((model) => {
		const omitted = new Set(attempts.filter(({ modelId }) => modelId === model.id).flatMap((attempt) => attempt.omitted));
		const settings = [
			...new Set(
				settingsSentAs(model.settings ?? {}).flatMap(([title, names]) => (names.every((name) => omitted.has(name)) ? [title] : [])),
			),
		];
		if (settings.length === 0) return [];
		return [`${model.branch} refuses ${inWords(settings)} from its settings, so it is asked without. Remove what it does not take.`];
	});
}

/** By title: the wire names that must all be refused before it is not sent at all. */
function settingsSentAs({
	temperature,
	topP,
	stop,
	effort,
	maxOutputTokens,
	extraBody,
}: RowSettings): (readonly [string, readonly string[]])[] {
	const named = (is: unknown, title: string, ...names: string[]) => (is === undefined ? [] : [[title, names] as const]);
	return [
		...named(temperature, 'Temperature', 'temperature'),
		...named(maxOutputTokens, 'Maximum Output Tokens', 'max_tokens', 'max_completion_tokens'),
		// Each provider has one or two of them, and a model may take the one and refuse the other.
		...['reasoning_effort', 'reasoning', 'thinking'].flatMap((name) => named(effort, 'Reasoning Effort', name)),
		...named(topP, 'Top P', 'top_p'),
		...['stop', 'stop_sequences'].flatMap((name) => named(stop, 'Stop Sequences', name)),
		...Object.keys(extraBody ?? {}).map((name) => [`"${name}" of Extra Body`, [name]] as const),
	];
}

function inWords(titles: readonly string[]): string {
	return titles.length === 1 ? (titles[0] ?? '') : `${titles.slice(0, -1).join(', ')} and ${titles.at(-1) ?? ''}`;
}
