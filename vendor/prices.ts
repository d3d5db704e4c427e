export { calcPrice, findProvider } from '@pydantic/genai-prices';
export type {
	ConditionalPrice,
	ModelInfo,
	ModelPrice,
	PriceCalculation,
	Provider,
	TieredPrices,
	Usage,
} from '@pydantic/genai-prices';
