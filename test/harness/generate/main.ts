import { parseArgs } from 'node:util';
import { generateScenario } from './generate-scenario.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    minor: { type: 'string', default: '36' },
  },
});
for (let number = 0; number < Number(values.count); number++) {
  process.stdout.write(
    `${JSON.stringify(generateScenario(Number(values.seed), number, Number(values.minor)))}\n`,
  );
}
