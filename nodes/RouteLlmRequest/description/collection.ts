import type { INodeProperties } from 'n8n-workflow';

export interface CollectionOptions {
	readonly displayName: string;
	readonly name: string;
	/** What its button says; default Add Field. */
	readonly button?: string;
	readonly description?: string;
	readonly fields: readonly INodeProperties[];
	readonly displayOptions?: INodeProperties['displayOptions'];
}

/** A closed group of fields, in the order n8n shows what can be added: by name. */
export function collection({ button = 'Add Field', fields, displayOptions, description, ...rest }: CollectionOptions): INodeProperties {
	return {
		...rest,
		type: 'collection',
		placeholder: button,
		default: {},
		options: fields.toSorted((a, b) => a.displayName.localeCompare(b.displayName)),
		...(description !== undefined && { description }),
		...(displayOptions !== undefined && { displayOptions }),
	};
}
