export { z, ZodError } from 'zod';
