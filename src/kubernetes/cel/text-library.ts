import type { Environment } from '@marcbachmann/cel-js';
import { celError } from './cel-error.ts';

/**
 * Functions of texts and regular expressions that cel-js does not have.
 *
 * @source https://github.com/google/cel-go/blob/master/ext/strings.go
 * @source staging/src/k8s.io/apiserver/pkg/cel/library/regex.go (v1.36.3)
 * @deviation regular expressions are JavaScript's, not RE2's; strings.format is missing, and so are the libraries ip, cidr, url and format.
 */
export function registerTexts(environment: Environment): Environment {
  return environment
    .registerFunction('string.charAt(int): string', (text: string, index: bigint) => {
      const characters = [...text];
      if (index < 0n || index > BigInt(characters.length)) throw celError(`index out of range: ${index}`);
      return characters[Number(index)] ?? '';
    })
    .registerFunction('string.replace(string, string): string', (text: string, from: string, to: string) =>
      text.replaceAll(from, () => to),
    )
    .registerFunction('string.replace(string, string, int): string', replaceSome)
    .registerFunction(
      'string.find(string): string',
      (text: string, pattern: string) => regularExpression(pattern).exec(text)?.[0] ?? '',
    )
    .registerFunction('string.findAll(string): list<string>', (text: string, pattern: string) =>
      [...text.matchAll(regularExpression(pattern))].map(([found]) => found),
    )
    .registerFunction(
      'string.findAll(string, int): list<string>',
      (text: string, pattern: string, limit: bigint) => {
        const found = [...text.matchAll(regularExpression(pattern))].map(([match]) => match);
        return limit < 0n ? found : found.slice(0, Number(limit));
      },
    );
}

function replaceSome(text: string, from: string, to: string, limit: bigint): string {
  let left = limit < 0n ? Number.POSITIVE_INFINITY : Number(limit);
  return text.replaceAll(from, (match) => (left-- > 0 ? to : match));
}

function regularExpression(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'gu');
  } catch {
    throw celError(`error parsing regexp: ${pattern}`);
  }
}
