import type { Rule } from 'eslint';

/** What people do not read here → what they read instead. */
export declare const FORBIDDEN: readonly (readonly [RegExp, string])[];
/** Which of it a text has. */
export declare function forbiddenIn(text: string): { readonly found: string; readonly instead: string }[];
declare const rule: Rule.RuleModule;
export default rule;
