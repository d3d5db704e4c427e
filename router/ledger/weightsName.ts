/** Weights that all nodes share unless another name is given. Apart from the documents, because panels name it and load nothing. */
export const DEFAULT_WEIGHTS_NAME = 'default';
