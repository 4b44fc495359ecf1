import { decodePercentage } from './decode-percentage.ts';
import { decodeProfile } from './decode-profile.ts';
import { JsonReader } from './json-reader.ts';
import { duplicateValue, invalidValue, type Problem } from './problem.ts';
import type { ProfileConfiguration, SchedulerConfiguration } from './scheduler-configuration.ts';
import type { Unsupported } from './unsupported.ts';

const API_GROUP = 'kubescheduler.config.k8s.io';
const KIND = 'KubeSchedulerConfiguration';

export interface DecodedConfiguration {
  /** Valid only when there are no problems; without what is unsupported. */
  readonly configuration: SchedulerConfiguration;
  /** What kube-scheduler itself would refuse. */
  readonly problems: readonly Problem[];
  /** What kube-scheduler would do and this model cannot. */
  readonly unsupported: readonly Unsupported[];
}

/**
 * Reads a KubeSchedulerConfiguration as kube-scheduler 1.`minor` does: strict decoding, defaults, validation.
 *
 * @param value - the configuration as JSON; undefined means the default one.
 * @source pkg/scheduler/apis/config/v1/defaults.go → SetDefaults_KubeSchedulerConfiguration (v1.36.3)
 * @source pkg/scheduler/apis/config/validation/validation.go → ValidateKubeSchedulerConfiguration (v1.36.3)
 */
export function decodeSchedulerConfiguration(value: unknown, minor: number): DecodedConfiguration {
  const problems: Problem[] = [];
  const unsupported: Unsupported[] = [];
  const reader = new JsonReader(value ?? {}, '', problems);
  if (value !== undefined) checkKind(reader);
  const podInitialBackoffSeconds = reader.integer('podInitialBackoffSeconds') ?? 1;
  const podMaxBackoffSeconds = reader.integer('podMaxBackoffSeconds') ?? 10;
  checkNumbers(reader, podInitialBackoffSeconds, podMaxBackoffSeconds);
  const percentage = decodePercentage(reader) ?? 0;
  const extenders = reader.objects('extenders') ?? [];
  for (const extender of extenders) {
    unsupported.push({ path: extender.path, what: 'extender', name: extender.string('urlPrefix') ?? '' });
  }
  const readers = reader.objects('profiles') ?? [];
  // Without any profile there is one, the default; a lone profile may leave its name out.
  const given = readers.length > 0 ? readers : [new JsonReader({}, 'profiles[0]', problems)];
  const profiles = given.map((profile) =>
    decodeProfile(profile, { minor, percentage, lone: given.length === 1, problems, unsupported }),
  );
  checkProfiles(profiles, problems);
  for (const ignored of IGNORED_FIELDS) reader.raw(ignored);
  reader.end();
  return {
    configuration: { profiles, podInitialBackoffSeconds, podMaxBackoffSeconds },
    problems,
    unsupported,
  };
}

/** The configuration that kube-scheduler 1.`minor` runs with when it is given none. */
export function defaultSchedulerConfiguration(minor: number): SchedulerConfiguration {
  return decodeSchedulerConfiguration(undefined, minor).configuration;
}

/** Fields that change how kube-scheduler runs, not what it answers. */
const IGNORED_FIELDS = [
  'leaderElection',
  'clientConnection',
  'enableProfiling',
  'enableContentionProfiling',
  'delayCacheUntilActive',
];

function checkKind(reader: JsonReader): void {
  const apiVersion = reader.string('apiVersion') ?? '';
  const kind = reader.string('kind') ?? '';
  if (kind !== KIND || apiVersion !== `${API_GROUP}/v1`) {
    const message = `no kind "${kind}" is registered for version "${apiVersion}"; expected ${KIND} in ${API_GROUP}/v1`;
    reader.report({ path: 'kind', message });
  }
}

function checkNumbers(reader: JsonReader, initialBackoffSeconds: number, maxBackoffSeconds: number): void {
  const parallelism = reader.integer('parallelism') ?? 16;
  if (parallelism <= 0) {
    reader.report(invalidValue('parallelism', parallelism, 'should be an integer value greater than zero'));
  }
  if (initialBackoffSeconds <= 0) {
    reader.report(invalidValue('podInitialBackoffSeconds', initialBackoffSeconds, 'must be greater than 0'));
  }
  if (maxBackoffSeconds < initialBackoffSeconds) {
    const why = 'must be greater than or equal to PodInitialBackoffSeconds';
    reader.report(invalidValue('podMaxBackoffSeconds', maxBackoffSeconds, why));
  }
}

function checkProfiles(profiles: readonly ProfileConfiguration[], problems: Problem[]): void {
  const seen = new Set<string>();
  profiles.forEach(({ schedulerName, points }, index) => {
    const path = `profiles[${index}]`;
    if (seen.has(schedulerName)) problems.push(duplicateValue(`${path}.schedulerName`, schedulerName));
    seen.add(schedulerName);
    if (points.queueSort[0] === profiles[0]!.points.queueSort[0]) return;
    problems.push(
      invalidValue(`${path}.plugins.queueSort`, points.queueSort, 'must be the same for all profiles'),
    );
  });
}
