import type { ArchiveFormat, TextFormat } from './format.ts';
import { kubectlList } from './kubectl-list.ts';
import { manifestFolder } from './manifest-folder.ts';
import { supportBundle } from './support-bundle.ts';

/** Formats of many files; the first that recognises the paths reads them, so the general ones come last. */
export const ARCHIVE_FORMATS: readonly ArchiveFormat[] = [supportBundle, manifestFolder];

/** Formats of one text; the last takes whatever no other one does. */
export const TEXT_FORMATS: readonly TextFormat[] = [kubectlList];
