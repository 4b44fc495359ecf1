import { InputError } from '../../errors/index.ts';
import type { TextFormat } from './format.ts';

/** What `kubectl get -o json|yaml` prints, and anything else that is one text of objects, such as rendered manifests. */
export const kubectlList: TextFormat = {
  name: 'kubectl list',
  recognises: () => true,
  async read(text, intake) {
    const { hasText } = await intake.objects(text.open(), {
      file: text.name,
      ...(text.isRepeatable ? { reopen: text.open } : {}),
    });
    if (!hasText) {
      throw new InputError('the input is empty', {
        where: text.name,
        hint: 'was the command that made it refused? Look at what it wrote to stderr',
      });
    }
    intake.builder.ledger.sayOtherwise('none in the list, which does not say what was asked for');
  },
};
