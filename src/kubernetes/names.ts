/** What a generated name ends in: no vowels, no digits that look like letters. */
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
const NAME_MAX = 63;
const SUFFIX_LENGTH = 5;

/**
 * A random text as Kubernetes makes them; `random` gives numbers in [0, 1).
 *
 * @source k8s.io/apimachinery/pkg/util/rand/rand.go → String (v0.36.3)
 */
export function randomText(length: number, random: () => number): string {
  let text = '';
  for (let index = 0; index < length; index++) text += ALPHABET[Math.floor(random() * ALPHABET.length)];
  return text;
}

/**
 * A name for an object that asks for one: the base, cut to leave room, and five random characters.
 *
 * `mark` takes the place of the first of them. It lets a reader tell simulated objects from real ones, and keeps to the
 * alphabet, so that Kubernetes could have given the name.
 *
 * @source k8s.io/apiserver/pkg/storage/names/generate.go → GenerateName (v0.36.3)
 */
export function generateName(base: string, random: () => number, mark = ''): string {
  return base.slice(0, NAME_MAX - SUFFIX_LENGTH) + mark + randomText(SUFFIX_LENGTH - mark.length, random);
}

/**
 * Makes a text safe for a name: each character becomes one of the alphabet.
 *
 * @source k8s.io/apimachinery/pkg/util/rand/rand.go → SafeEncodeString (v0.36.3)
 */
export function safeEncodeString(text: string): string {
  let encoded = '';
  for (let index = 0; index < text.length; index++)
    encoded += ALPHABET[text.charCodeAt(index) % ALPHABET.length];
  return encoded;
}
