import { InputError } from '../../errors/index.ts';
import { CLUSTER_INFO_DUMP, sayWhatADumpHolds, skipLog } from './cluster-info-dump.ts';
import type { TextFormat } from './format.ts';

/**
 * What `kubectl get -o json|yaml` prints, and anything else that is one text of objects: rendered manifests, what kwok
 * exports, what `kubectl cluster-info dump` prints.
 */
export const kubectlList: TextFormat = {
  name: 'kubectl list',
  recognises: () => true,
  async read(text, intake) {
    let logCount = 0;
    const { hasText } = await intake.objects(text.open(), {
      file: text.name,
      skipForeignText: async (window) => {
        const isLog = await skipLog(window);
        if (isLog) logCount++;
        return isLog;
      },
      ...(text.isRepeatable ? { reopen: text.open } : {}),
    });
    if (!hasText) {
      throw new InputError('the input is empty', {
        where: text.name,
        hint: 'was the command that made it refused? Look at what it wrote to stderr',
      });
    }
    const { builder } = intake;
    if (logCount === 0) {
      builder.ledger.sayOtherwise('none in the list, which does not say what was asked for');
      return undefined;
    }
    sayWhatADumpHolds(intake, builder.podNamespaces());
    return CLUSTER_INFO_DUMP;
  },
};
