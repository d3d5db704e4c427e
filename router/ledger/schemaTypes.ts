import type { z } from '../../vendor/zod';

/** What a schema gives, read-only all through. */
export type ReadOnly<T> = T extends Uint8Array ? T : T extends object ? { readonly [Key in keyof T]: ReadOnly<T[Key]> } : T;

type Same<A, B> = [A, B] extends [B, A] ? true : false;

/**
 * The schema of a type that is defined elsewhere. It compiles only where both have the same fields and the same
 * values, so that neither can grow without the other.
 */
export function sameAs<T>() {
	return <S extends z.ZodTypeAny>(schema: S & (Same<ReadOnly<z.output<S>>, T> extends true ? unknown : never)): S => schema;
}
