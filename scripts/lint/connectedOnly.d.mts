import type { Rule } from 'eslint';

export function reached(root: string): string[];
declare const rule: Rule.RuleModule;
export default rule;
