import { createCascadeStrategy } from '../../../router/strategies/cascade';
import type { CreateStrategyReader } from '../settings';

export const createReader: CreateStrategyReader = () => () => ({ settings: {}, create: createCascadeStrategy });
