export { estimateTokenCount } from 'tokenx';
