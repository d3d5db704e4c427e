export { compile } from 'html-to-text';
