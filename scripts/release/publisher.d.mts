interface Publisher {
	readonly github: string;
	readonly author: string;
	readonly email: string;
}
export function publisherFields(publisher: Publisher): object;
export function publisherOf(manifest: object): Partial<Publisher>;
export function placeholdersIn(publisher: Partial<Publisher>): string[];
export function withPublisher(text: string, publisher: Publisher): string;
