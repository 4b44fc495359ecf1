/** The version of every file and document of ours: fields may be added, none is renamed or dropped within it. */
export const API_VERSION = 'kubectl-smart/v1';
