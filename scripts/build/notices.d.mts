export function notices(inputs: readonly string[]): string;
export function dataNotices(): string;
