export { BytesMap, viewOf } from './bytes-map.ts';
export { Dictionary } from './dictionary.ts';
export { Float64Column } from './float64-column.ts';
export { Int32Column } from './int32-column.ts';
export { PackedTexts } from './packed-texts.ts';
export { SparseColumn } from './sparse-column.ts';
export { hashOf, StringColumn } from './string-column.ts';
