/** No row, no id, no value: the only sentinel. */
export const NONE = -1;
