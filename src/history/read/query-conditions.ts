import type { RecordQuery } from '../records.ts';
import type { Names } from './names.ts';

/** The WHERE clause of a query over rows of the table `alias` that have time_ms and object_id. */
export function conditionsOf(
  { fromMs, toMs, ref, kinds, namespace }: RecordQuery,
  alias: string,
  names: Names,
): { readonly where: string; readonly values: (string | number)[] } {
  const conditions: string[] = [];
  const values: (string | number)[] = [];
  const add = (condition: string, ...given: (string | number)[]) => {
    conditions.push(condition);
    values.push(...given);
  };
  if (fromMs !== undefined) add(`${alias}.time_ms >= ?`, fromMs);
  if (toMs !== undefined) add(`${alias}.time_ms <= ?`, toMs);
  if (ref !== undefined) add(`${alias}.object_id = ?`, names.idOf(ref) ?? -1);
  const objects: string[] = [];
  if (kinds !== undefined) objects.push(`kind IN (${kinds.map(() => '?').join(', ')})`);
  if (namespace !== undefined) objects.push('namespace = ?');
  if (objects.length > 0) {
    add(
      `${alias}.object_id IN (SELECT id FROM objects WHERE ${objects.join(' AND ')})`,
      ...(kinds ?? []),
      ...(namespace === undefined ? [] : [namespace]),
    );
  }
  return { where: conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`, values };
}
