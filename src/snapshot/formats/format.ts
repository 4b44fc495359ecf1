import type { Entry } from '../archive/archive.ts';
import type { TextSource } from '../archive/open-source.ts';
import type { Intake } from '../intake/intake.ts';

/** A way in which exports are laid out as many files. */
export interface ArchiveFormat {
  /** As reports name it: `support bundle`. */
  readonly name: string;
  /** How to read an archive with these files, or undefined when it is not of this format. */
  recognise(paths: readonly string[]): ArchivePlan | undefined;
}

/** How one archive is read. */
export interface ArchivePlan {
  /** How a file is read; undefined when it is not needed. */
  readerOf(path: string): EntryReader | undefined;
  /** Says what the layout as a whole tells, after all files were read. */
  finish?(intake: Intake): void;
}

export type EntryReader = (entry: Entry, intake: Intake, file: string) => Promise<void>;

/** A way in which exports are written as one text. */
export interface TextFormat {
  readonly name: string;
  /** Whether a text that begins like this may be of this format; the first that says so reads it. */
  recognises(head: Uint8Array): boolean;
  /** Reads it; the name of a more special format that it turns out to be of, if any. */
  read(text: TextSource, intake: Intake): Promise<string | undefined>;
}
