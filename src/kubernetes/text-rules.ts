const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const DNS_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const NAME_PART = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${NAME_PART})?`;
const ENV_NAME = '[-._a-zA-Z][-._a-zA-Z0-9]*';
const CONFIG_KEY = '[-._a-zA-Z0-9]+';

const LABEL_TEXT =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
const SUBDOMAIN_TEXT =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
const DNS_1035_TEXT =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
const NAME_PART_TEXT =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const LABEL_VALUE_TEXT = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character`;
const ENV_NAME_TEXT =
  "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit";
const CONFIG_KEY_TEXT = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";

const NAME_MAX = 63;
const SUBDOMAIN_MAX = 253;
const PORT_NAME_MAX = 15;
const PORT_MAX = 65_535;

/** What is wrong with a text, in Kubernetes' words; empty when nothing is. */
export type TextRule = (text: string) => readonly string[];

/** @source k8s.io/apimachinery/pkg/util/validation/validation.go → IsDNS1123Label (v0.36.3) */
export const labelProblems: TextRule = (text) => [
  ...longerThan(text, NAME_MAX, 'characters'),
  ...(fits(text, LABEL)
    ? []
    : [fits(text, SUBDOMAIN) ? 'must not contain dots' : unfit(LABEL_TEXT, LABEL, 'my-name', '123-abc')]),
];

/** @source k8s.io/apimachinery/pkg/util/validation/validation.go → IsDNS1123Subdomain (v0.36.3) */
export const subdomainProblems: TextRule = (text) => [
  ...longerThan(text, SUBDOMAIN_MAX, 'characters'),
  ...(fits(text, SUBDOMAIN) ? [] : [unfit(SUBDOMAIN_TEXT, SUBDOMAIN, 'example.com')]),
];

/** @source k8s.io/apimachinery/pkg/util/validation/validation.go → IsDNS1035Label (v0.36.3) */
export const dns1035Problems: TextRule = (text) => [
  ...longerThan(text, NAME_MAX, 'characters'),
  ...(fits(text, DNS_1035) ? [] : [unfit(DNS_1035_TEXT, DNS_1035, 'my-name', 'abc-123')]),
];

/**
 * Keys of labels, annotations and taints, and names of resources: `app`, `example.com/app`.
 *
 * @source k8s.io/apimachinery/pkg/api/validate/content/kube.go → IsLabelKey (v0.36.3)
 */
export const qualifiedNameProblems: TextRule = (text) => {
  const parts = text.split('/');
  const rule = (start: string) =>
    `${start} ${unfit(NAME_PART_TEXT, NAME_PART, 'MyName', 'my.name', '123-abc')}`;
  if (parts.length > 2) {
    return [
      `${rule('a valid label key')} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const name = parts.at(-1)!;
  const problems: string[] = [];
  if (parts.length === 2 && parts[0] === '') problems.push('prefix part must be non-empty');
  else if (parts.length === 2)
    problems.push(...subdomainProblems(parts[0]!).map((each) => `prefix part ${each}`));
  if (name === '') problems.push('name part must be non-empty');
  else problems.push(...longerThan(name, NAME_MAX, 'bytes').map((each) => `name part ${each}`));
  return fits(name, NAME_PART) ? problems : [...problems, rule('name part')];
};

/** @source k8s.io/apimachinery/pkg/api/validate/content/kube.go → IsLabelValue (v0.36.3) */
export const labelValueProblems: TextRule = (text) => [
  ...longerThan(text, NAME_MAX, 'bytes'),
  ...(fits(text, LABEL_VALUE) ? [] : [unfit(LABEL_VALUE_TEXT, LABEL_VALUE, 'MyValue', 'my_value', '12345')]),
];

/** @source k8s.io/apimachinery/pkg/util/validation/validation.go → IsEnvVarName (v0.36.3) */
export const envNameProblems: TextRule = (text) => [
  ...(fits(text, ENV_NAME)
    ? []
    : [unfit(ENV_NAME_TEXT, ENV_NAME, 'my.env-name', 'MY_ENV.NAME', 'MyEnvName1')]),
  ...parentFolder(text),
];

/** @source k8s.io/apimachinery/pkg/util/validation/validation.go → IsConfigMapKey (v0.36.3) */
export const configKeyProblems: TextRule = (text) => [
  ...longerThan(text, SUBDOMAIN_MAX, 'characters'),
  ...(fits(text, CONFIG_KEY) ? [] : [unfit(CONFIG_KEY_TEXT, CONFIG_KEY, 'key.name', 'KEY_NAME', 'key-name')]),
  ...parentFolder(text),
];

/** @source k8s.io/apimachinery/pkg/util/validation/validation.go → IsValidPortName (v0.36.3) */
export const portNameProblems: TextRule = (text) => [
  ...longerThan(text, PORT_NAME_MAX, 'characters'),
  ...(fits(text, '[-a-z0-9]+')
    ? []
    : ['must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)']),
  ...(/[a-z]/.test(text) ? [] : ['must contain at least one letter (a-z)']),
  ...(text.includes('--') ? ['must not contain consecutive hyphens'] : []),
  ...(/^-|-$/.test(text) ? ['must not begin or end with a hyphen'] : []),
];

/** @source k8s.io/apimachinery/pkg/util/validation/validation.go → IsValidPortNum (v0.36.3) */
export function portProblems(port: number): readonly string[] {
  return port >= 1 && port <= PORT_MAX ? [] : [`must be between 1 and ${PORT_MAX}, inclusive`];
}

function parentFolder(text: string): string[] {
  if (text === '.' || text === '..') return [`must not be '${text}'`];
  return text.startsWith('..') ? ["must not start with '..'"] : [];
}

function longerThan(text: string, most: number, unit: string): string[] {
  return text.length > most ? [`must be no more than ${most} ${unit}`] : [];
}

const compiled = new Map<string, RegExp>();

function fits(text: string, pattern: string): boolean {
  let expression = compiled.get(pattern);
  if (!expression) {
    expression = new RegExp(`^(?:${pattern})$`);
    compiled.set(pattern, expression);
  }
  return expression.test(text);
}

/** @source k8s.io/apimachinery/pkg/util/validation/validation.go → RegexError (v0.36.3) */
function unfit(text: string, pattern: string, ...examples: readonly string[]): string {
  const list = examples.map((each) => `'${each}', `).join(' or ');
  return `${text} (e.g. ${list}regex used for validation is '${pattern}')`;
}
