import { createLexicalEmbedder } from '../../router/features/lexicalEmbedder';
import type { ModelSpec } from '../../router/registry/model';
import { createCascadeStrategy } from '../../router/strategies/cascade';
import { createClassifierStrategy } from '../../router/strategies/classifier';
import { createLlmJudgeStrategy, type VerdictCache } from '../../router/strategies/llmJudge';
import { createRulesStrategy } from '../../router/strategies/rules';
import { createSemanticStrategy } from '../../router/strategies/semantic';
import { shippedWeights } from '../../router/strategies/shippedWeights';
import type { Strategy } from '../../router/strategies/strategy';

import type { ModelChoice, StrategySettings } from './settings';
