export { dereference, format, Validator } from '@cfworker/json-schema';
export type { Schema } from '@cfworker/json-schema';
