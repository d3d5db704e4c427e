/** Whether the weaker answer is found as good. */
export type Judge = (asked: { readonly isWorse: boolean; readonly isControl: boolean; readonly random: () => number }) => boolean;

/** Sees what is. */
export const SOUND: Judge = ({ isWorse }) => !isWorse;

/** One verdict in ten is the other way round. */
export const NOISY: Judge = ({ isWorse, random }) => (random() < 0.1 ? isWorse : !isWorse);

/** Prefers the strong answer: finds one in ten equal ones worse. */
export const BIASED: Judge = ({ isWorse, random }) => !isWorse && random() >= 0.1;

/** Lets half of the worse answers pass, and of the controls too. */
export const LENIENT: Judge = ({ isWorse, random }) => !isWorse || random() < 0.5;

/** Finds everything as good. */
export const ALWAYS: Judge = () => true;
