export const ALLOWED: readonly string[];
export function bundleConnectedOnly(options?: { readonly define?: Readonly<Record<string, string>> }): Promise<{
	readonly code: string;
	readonly bytes: number;
	readonly imports: readonly string[];
	readonly inputs: readonly string[];
}>;
