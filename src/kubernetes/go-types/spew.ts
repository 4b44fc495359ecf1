import { compareTexts } from '../compare-texts.ts';
import { isObject, type JsonObject } from '../patch/json-value.ts';
import { goFields, underlyingType } from './go-types.ts';
import { quantityFields } from './quantity-fields.ts';

/** Writes a value without its type. */
type Printer = (value: unknown) => string;

const NIL = '<nil>';
const NO_FIELDS: JsonObject = {};
const ENCODER = new TextEncoder();

/**
 * The text that go-spew makes of a Go structure whose JSON this is, with types and sorted keys, as Kubernetes hashes it.
 * Empty lists and maps are nil, for the API server stores objects as protobuf, which does not keep them.
 *
 * @source k8s.io/utils/dump/dump.go → ForHash
 * @source github.com/davecgh/go-spew/spew/format.go → format, formatPtr (v1.1.1)
 * @deviation A date is written as none, for Go's has the time zone of its machine in it; templates hold no dates.
 */
export function spew(type: string, value: unknown, minor: number): string {
  let printers = PRINTERS.get(minor);
  if (!printers) {
    printers = new Map(Object.entries(BASIC));
    PRINTERS.set(minor, printers);
  }
  return `(${type})${printerOf(type, minor, printers)(value)}`;
}

const PRINTERS = new Map<number, Map<string, Printer>>();

/** What is not made of fields as its JSON has them. */
const BASIC: Readonly<Record<string, Printer>> = {
  'resource.Quantity': quantityFields,
  'intstr.IntOrString': (value) =>
    typeof value === 'string'
      ? `{Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)${value}}`
      : `{Type:(intstr.Type)0 IntVal:(int32)${value ?? 0} StrVal:(string)}`,
  'v1.Time': () => '{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}',
  'v1.FieldsV1': (value) => `{Raw:([]uint8)[${ENCODER.encode(JSON.stringify(value)).join(' ')}]}`,
  bool: (value) => `${value ?? false}`,
  int32: (value) => `${value ?? 0}`,
  int64: (value) => `${value ?? 0}`,
};

function printerOf(type: string, minor: number, printers: Map<string, Printer>): Printer {
  let printer = printers.get(type);
  if (!printer) {
    printer = makePrinter(type, minor, printers);
    printers.set(type, printer);
  }
  return printer;
}

function makePrinter(name: string, minor: number, printers: Map<string, Printer>): Printer {
  const type = underlyingType(name);
  const inner = (from: number) => printerOf(type.slice(from), minor, printers);
  if (type.startsWith('*')) return pointerPrinter(inner(1));
  if (type.startsWith('[]')) return listPrinter(inner(2));
  if (type.startsWith('map[')) return mapPrinter(inner(type.indexOf(']') + 1));
  const fields = goFields(type, minor);
  if (!fields) return (value) => `${value ?? ''}`;
  const parts = fields.map((field, index) => ({
    head: `${index === 0 ? '' : ' '}${field.name}:(${field.type})`,
    json: field.json,
    print: printerOf(field.type, minor, printers),
  }));
  return (value) => {
    const object = isObject(value) ? value : NO_FIELDS;
    let text = '{';
    for (const { head, json, print } of parts) {
      text += head + print(json === undefined ? object : object[json]);
    }
    return `${text}}`;
  };
}

function pointerPrinter(print: Printer): Printer {
  return (value) => (value === undefined || value === null ? NIL : print(value));
}

function listPrinter(print: Printer): Printer {
  return (value) => (Array.isArray(value) && value.length > 0 ? `[${value.map(print).join(' ')}]` : NIL);
}

function mapPrinter(print: Printer): Printer {
  return (value) => {
    const entries = isObject(value) ? Object.entries(value) : [];
    if (entries.length === 0) return NIL;
    entries.sort(([a], [b]) => compareTexts(a, b));
    return `map[${entries.map(([key, each]) => `${key}:${print(each)}`).join(' ')}]`;
  };
}
