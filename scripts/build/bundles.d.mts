export function bundle(outdir: string, options?: { write?: boolean }): Promise<{ inputs: string[]; entries: string[] }>;
export function withoutPriceKeys(code: string): string;
