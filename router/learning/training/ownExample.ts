import type { Embedding } from '../../features/embedding';
import type { StoredFeatures } from '../../features/storedFeatures';

/** One judged answer, with what the classifier read of its request. */
export interface OwnExample extends StoredFeatures {
	/** Examples of one decision stay together. */
	readonly decisionId: string;
	/** When it was decided: the newest are held out. */
	readonly atMs: number;
	/** Place of the judged model among those in play, 0 the weakest; below 1, because the strongest is what is compared with. */
	readonly r: number;
	/** How many models were in play. */
	readonly models: number;
	/** How probably, in [0, 1], its answer is as good as the strongest's. */
	readonly asGood: number;
	/** 1 ÷ the probability with which it was judged; 1 where that is unknown. */
	readonly weight: number;
	/** Of its request, where one was kept. */
	readonly embedding?: Embedding;
}
