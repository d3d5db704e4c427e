export { parser as javascript } from '@lezer/javascript';
export { parser as python } from '@lezer/python';
