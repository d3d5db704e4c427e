import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** What a field says in this node instead; the rest of it is as in Route LLM Request. */
interface Words extends Partial<Pick<INodeProperties, 'displayName' | 'description' | 'placeholder' | 'displayOptions'>> {
	/** Of its choices, by value. */
	readonly choices?: Readonly<Record<string, Partial<Pick<INodePropertyOptions, 'name' | 'description'>> | 'left out'>>;
}

/** By path, such as `limits.budget` or `models.values.branchName`. */
export type Changes = Readonly<Record<string, Words | 'left out'>>;

/** What the parameters that decide on others can be in this node. */
const POSSIBLE: Readonly<Record<string, readonly unknown[]>> = {
	operation: ['routeAndAnswer'],
	modelsFrom: ['registry', 'connected'],
};

/** Fields of Route LLM Request as this node has them: without what could never be shown here, and with its own words. */
export function adapt(fields: readonly INodeProperties[], changes: Changes, parent = ''): INodeProperties[] {
	return fields.filter(canBeShown).flatMap((field) => {
		const path = parent + field.name;
		const change = changes[path] ?? {};
		if (change === 'left out') return [];
		const { choices = {}, ...words } = change;
		return [{ ...field, ...words, ...(field.options && { options: adaptOptions(field.options, choices, changes, `${path}.`) }) }];
	});
}

function adaptOptions(
	options: NonNullable<INodeProperties['options']>,
	choices: NonNullable<Words['choices']>,
	changes: Changes,
	parent: string,
): NonNullable<INodeProperties['options']> {
	return options.flatMap((option): typeof options => {
		if ('values' in option) return [{ ...option, values: adapt(option.values, changes, `${parent}${option.name}.`) }];
		if ('type' in option) return adapt([option], changes, parent);
		const choice = choices[String(option.value)] ?? {};
		return choice === 'left out' ? [] : [{ ...option, ...choice }];
	});
}

function canBeShown({ displayOptions }: INodeProperties): boolean {
	return Object.entries(POSSIBLE).every(([name, values]) => {
		const wanted = displayOptions?.show?.[name] ?? displayOptions?.show?.[`/${name}`];
		return wanted === undefined || wanted.some((value) => values.includes(value));
	});
}
