import { enableCompileCache } from 'node:module';
import { EXIT } from './exit-codes.ts';

enableCompileCache?.();
const { run } = await import('./run.ts');
process.exitCode = await run(process.argv.slice(2)).catch(() => EXIT.bug);
