import { createCascadeStrategy } from '../../../router/strategies/cascade';
import type { CreateStrategyReader, StrategyChoice } from '../settings';

export const createReader: CreateStrategyReader = () => () => CASCADE;

const CASCADE: StrategyChoice = { settings: {}, create: createCascadeStrategy };
