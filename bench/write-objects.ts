import { closeSync, openSync, writeSync } from 'node:fs';
import type { KubeObject } from '../src/kubernetes/index.ts';

const CHUNK_CHARACTERS = 1 << 20;

/** How objects are written: a scenario of the harness, a compact kubectl list, or a list as kubectl prints it. */
export type ObjectsForm = 'scenario' | 'compact' | 'pretty';

/** Writes objects one after another; the whole text never exists. */
export function writeObjects(file: string, objects: Iterable<KubeObject>, form: ObjectsForm): void {
  const target = openSync(file, 'w');
  let text = form === 'scenario' ? '{"name":"bench","objects":[' : '{"apiVersion":"v1","items":[';
  if (form === 'pretty') text = '{\n    "apiVersion": "v1",\n    "items": [\n';
  let separator = '';
  for (const object of objects) {
    text += separator + (form === 'pretty' ? indented(object) : JSON.stringify(object));
    separator = form === 'pretty' ? ',\n' : ',';
    if (text.length < CHUNK_CHARACTERS) continue;
    writeSync(target, text);
    text = '';
  }
  if (form === 'scenario') text += ']}';
  else text += form === 'pretty' ? '\n    ],\n    "kind": "List"\n}\n' : '],"kind":"List"}';
  writeSync(target, text);
  closeSync(target);
}

function indented(object: KubeObject): string {
  return JSON.stringify(object, null, 4).replace(/^/gm, '        ');
}
