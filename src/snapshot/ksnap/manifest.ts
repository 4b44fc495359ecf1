import * as v from 'valibot';
import { InputError } from '../../errors/index.ts';

/** The major and minor version of the format that this program writes. */
export const FORMAT_MAJOR = 1;
export const FORMAT_MINOR = 0;

export const MANIFEST_PATH = 'manifest.json';
export const EVENTS_PATH = 'events.ndjson';
export const PODS_PATH = 'objects/core/v1/pods.ndjson';
export const COLUMNS_PATH = 'columns/pods.bin';

const digest = v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

const memberSchema = v.object({
  path: v.string(),
  bytes: count,
  sha256: digest,
  /** Objects in the member, by group-kind. */
  counts: v.record(v.string(), count),
});

const manifestSchema = v.object({
  apiVersion: v.literal('kubectl-smart/v1'),
  kind: v.literal('Snapshot'),
  formatVersion: v.pipe(v.string(), v.regex(/^\d+\.\d+$/)),
  /** Over the content, whatever file it stands in. */
  digest,
  cluster: v.optional(v.string()),
  kubernetes: v.optional(v.string()),
  takenAt: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  /** The formats that it was made from. */
  formats: v.array(v.string()),
  redaction: v.picklist(['none', 'default', 'names']),
  /** Who may see it, in words. */
  audience: v.string(),
  completeness: v.array(
    v.object({
      kind: v.string(),
      state: v.picklist(['present', 'empty', 'unknown']),
      count,
      detail: v.optional(v.string()),
      effect: v.optional(v.string()),
    }),
  ),
  notes: v.array(
    v.object({ code: v.string(), message: v.string(), objects: v.optional(v.array(v.string())) }),
  ),
  members: v.array(memberSchema),
  /** Members that repeat what others say in a form that opens faster; of no use when `source` changes. */
  derived: v.optional(
    v.array(
      v.object({
        path: v.string(),
        bytes: count,
        sha256: digest,
        layout: v.string(),
        source: v.object({ path: v.string(), sha256: digest }),
      }),
    ),
  ),
});

export type Manifest = v.InferOutput<typeof manifestSchema>;
export type ManifestMember = Manifest['members'][number];

/** Whether this is the beginning of a portable file's manifest, whatever its version. */
export function isManifest(value: unknown): boolean {
  const { apiVersion, kind } = (value ?? {}) as { apiVersion?: unknown; kind?: unknown };
  return typeof apiVersion === 'string' && apiVersion.startsWith('kubectl-smart/') && kind === 'Snapshot';
}

/**
 * Decodes a manifest; members and fields that are not known are passed over, as newer minor versions may add them.
 *
 * @throws InputError when it is damaged or of a newer major version.
 */
export function decodeManifest(value: unknown, file: string): Manifest {
  const version = (value as { formatVersion?: unknown }).formatVersion;
  const major = typeof version === 'string' ? Number(/^(\d+)\./.exec(version)?.[1]) : Number.NaN;
  if (major > FORMAT_MAJOR) {
    throw new InputError(`the file is of format ${String(version)}, which this program does not know`, {
      where: file,
      hint: `it reads formats up to ${FORMAT_MAJOR}.x: update kubectl-smart`,
    });
  }
  const result = v.safeParse(manifestSchema, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw new InputError(`the manifest is damaged: ${v.getDotPath(issue) ?? 'it'}: ${issue.message}`, {
    where: `${file} › ${MANIFEST_PATH}`,
  });
}
