// `npm run scan`: what n8n's scanner of community packages finds in these sources and the last build, as JSON.
import { scan } from './lint/scan.mjs';

process.stdout.write(`${JSON.stringify(await scan(process.cwd()), null, '\t')}\n`);
