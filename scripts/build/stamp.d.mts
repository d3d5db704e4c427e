export function sourcesOf(root: string): string;
export function stampBuild(root: string, sources: string): void;
export function isBuilt(root: string): boolean;
