import type { Draft, Loose } from '../draft.ts';
import type { Random } from '../random.ts';
import { devices } from './devices.ts';

const DRIVER = 'gpu.example.com';
const OWN = `device.attributes["${DRIVER}"]`;
const MEMORY = `device.capacity["${DRIVER}"].memory`;

/** What claims may ask of a device in the expression language: types, functions of Kubernetes' libraries, and what goes wrong. */
const EXPRESSIONS: readonly string[] = [
  `${OWN}.firmware.isGreaterThan(semver("1.4.0"))`,
  `${OWN}.firmware.compareTo(semver("2.0.0")) < 0`,
  `${OWN}.firmware.major() == 2 || ${OWN}.firmware.minor() > 3`,
  `isSemver("1.2.3") && ${OWN}.firmware.isLessThan(semver("1.5.0"))`,
  `${OWN}.model in ["a100", "l4"]`,
  `"serial" in ${OWN}`,
  `has(${OWN}.serial) && ${OWN}.serial.startsWith("S1")`,
  `!has(${OWN}.serial)`,
  `${OWN}["model"] != "h100"`,
  `${OWN}.model.matches("^[ah]1")`,
  `${OWN}.model.endsWith("00") && ${OWN}.model.contains("1")`,
  `${OWN}.model.upperAscii() == "H100"`,
  `${OWN}.model.replace("1", "9").size() == 4`,
  `${OWN}.model.find("[0-9]+") == "100"`,
  `${OWN}.model.substring(0, 1) == "h"`,
  `${OWN}.model.split("1").size() > 1`,
  `${MEMORY}.isGreaterThan(quantity("20Gi"))`,
  `${MEMORY}.isLessThan(quantity("50G")) || ${OWN}.healthy`,
  `${MEMORY}.add(quantity("10Gi")).compareTo(quantity("50Gi")) >= 0`,
  `sign(${MEMORY}.sub(quantity("16Gi"))) == 0`,
  `${MEMORY}.asInteger() > 20000000000`,
  `${MEMORY}.asApproximateFloat() / 1024.0 > 40000000.0`,
  `isQuantity("5Gi") && ${MEMORY} == quantity("40Gi")`,
  `"bandwidth" in device.capacity["${DRIVER}"]`,
  `cel.bind(own, ${OWN}, own.model == "h100" && own.index < 3)`,
  `${OWN}.?serial.orValue("none") == "none"`,
  `${OWN}.?model.hasValue()`,
  `device.attributes[?"${DRIVER}"].hasValue()`,
  `device.driver.startsWith("gpu.") && device.driver == "${DRIVER}"`,
  `size(${OWN}) > 2`,
  `${OWN}.index % 2 == 0`,
  `${OWN}.healthy ? ${OWN}.index < 2 : ${OWN}.model == "a100"`,
  `[0, 2, 3].exists(one, one == ${OWN}.index)`,
  `["h100", "l4"].exists_one(one, one == ${OWN}.model)`,
  `["a100", "h100"].all(one, one != ${OWN}.model)`,
  `[1, 2, 3].filter(one, one > ${OWN}.index).size() > 0`,
  `[3, 1, 2].map(one, one + ${OWN}.index).max() > 4`,
  `["a100", "h100", "l4"].indexOf(${OWN}.model) >= 1`,
  `sets.contains(["a100", "l4"], [${OWN}.model])`,
  `int(${MEMORY}.asApproximateFloat()) > 17179869184`,
  `string(${OWN}.index) == "1"`,
  `double(${OWN}.index) < 1.5`,
  `!(${OWN}.healthy) || false`,
  `device.attributes["other.example.com"].size() == 0`,
  `device.attributes["other.example.com"].rank > 1`,
  `${OWN}.unheardOf == "x"`,
  `${OWN}.index == "1"`,
  `${OWN}.model > 5`,
  `${OWN}.rank.matches("x")`,
  'device.driver',
  'true',
  'false',
  `device.allowMultipleAllocations == false`,
  `${OWN}.model == "h100" || ${OWN}.unheardOf`,
  `${OWN}.model == "h100" && ${OWN}.unheardOf`,
  `${OWN}.index / 0 == 1`,
  `["a", "b", "a"].lastIndexOf("a") == ${OWN}.index`,
  `${OWN}.model.charAt(0) == "a"`,
  `" a100 ".trim() == ${OWN}.model`,
  `${OWN}.model.findAll("[0-9]").size() == 3`,
  `${OWN}.model.split("1").join("-") == "h-00"`,
  `sets.intersects([${OWN}.model], ["a100", "h100"])`,
  `sets.equivalent([${OWN}.index], [1, 1])`,
  `${OWN}.exists(key, key == "serial")`,
  `device.attributes.exists(domain, domain.startsWith("other"))`,
  `${OWN}.all(key, key.size() > 4)`,
  `optional.of(${OWN}.index).optMap(one, one + 1).value() > 1`,
  `type(${OWN}.index) == int`,
  `duration("90m").getMinutes() == 90`,
  `timestamp("2026-01-02T03:04:05Z").getFullYear() == 2026`,
  `uint(${OWN}.index) < 2u`,
  `dyn(${OWN}.index) == dyn(1.0)`,
  `{"a100": 1, "h100": 2}[${OWN}.model] == 2`,
  `${OWN}.model in {"a100": true}`,
  `bytes(${OWN}.model).size() == 4`,
  `r"h\\d+" == "x" || ${OWN}.model.matches(r"^h\\d+$")`,
  `[[1, 2], [3]].exists(list, ${OWN}.index in list)`,
  `-${OWN}.index < -1`,
  `${OWN}.index * 2 - 1 >= 3 && !(${OWN}.model == "l4")`,
  `${OWN}.firmware == semver("1.4.0")`,
  `semver("v1.2", true).compareTo(${OWN}.firmware) <= 0`,
  `quantity("1Ki").compareTo(quantity("1024")) == 0`,
  `${MEMORY}.isInteger()`,
  `${OWN}.index in [1, 2] && ${OWN}.healthy != true`,
  `"${DRIVER}" in device.attributes`,
  `has(device.attributes["other.example.com"].rank) ? device.attributes["other.example.com"].rank > 1 : true`,
  `[0, 1].exists(i, v, i + v == ${OWN}.index)`,
  `${OWN}.model > "b"`,
  `["b", "a"].isSorted() || [1, 2].sum() > 3`,
  `[3, 2].min() == ${OWN}.index`,
  `${OWN}.?serial.optFlatMap(one, optional.of(one + "x")).orValue("") == "S1x"`,
  `["a100", "h100"].exists(i, v, v == ${OWN}.model && i > 0)`,
  `${OWN}.exists(key, value, key == "model" && value == "h100")`,
  `device.attributes.exists(domain, own, own.exists(key, key == "serial"))`,
  `[5, 6].transformList(i, v, i > 0, v + ${OWN}.index)[0] == 7`,
];

/** Selectors over devices that use the whole language, attributes of every type, and constraints over several requests. */
export function deviceExpressions(draft: Draft): void {
  const { random, others, minor } = draft;
  if (minor < 34) return;
  if (!others.some(({ kind }) => kind === 'DeviceClass')) devices(draft);
  for (const { kind, spec } of others)
    if (kind === 'ResourceSlice') for (const device of spec.devices ?? []) describe(random, device);
  for (const object of others) {
    if (object.kind !== 'ResourceClaim') continue;
    const { devices: asked } = object.spec;
    for (const { exactly } of asked.requests) {
      if (exactly === undefined || !random.chance(0.8)) continue;
      const count = random.pick([1, 1, 1, 2]);
      exactly.selectors = random.sample(EXPRESSIONS, count).map((expression) => ({ cel: { expression } }));
    }
    constrain(draft, asked);
  }
}

function describe(random: Random, device: Loose): void {
  if (device.attributes === undefined) return;
  Object.assign(device.attributes, {
    model: { string: random.pick(['a100', 'h100', 'l4']) },
    firmware: { version: random.pick(['1.2.3', '1.4.0', '1.10.0', '2.0.0', '2.1.0-rc.1']) },
  });
  if (random.chance(0.4)) device.attributes.serial = { string: `S${random.int(1, 3)}` };
  if (random.chance(0.3)) device.attributes['other.example.com/rank'] = { int: random.int(0, 3) };
  if (random.chance(0.3)) device.attributes['other.example.com/rail'] = { string: random.pick(['x', 'y']) };
  if (random.chance(0.3) && device.capacity !== undefined)
    device.capacity.bandwidth = { value: random.pick(['10', '100G']) };
}

function constrain({ random, minor }: Draft, asked: Loose): void {
  const names = asked.requests.map(({ name }: Loose) => name);
  if (names.length === 0 || !random.chance(0.3)) return;
  const attribute = random.pick([
    `${DRIVER}/model`,
    `${DRIVER}/index`,
    `${DRIVER}/firmware`,
    `${DRIVER}/healthy`,
    'other.example.com/rail',
  ]);
  const kind = minor >= 36 && random.chance(0.4) ? 'distinctAttribute' : 'matchAttribute';
  asked.constraints = [{ ...(random.chance(0.7) && { requests: names }), [kind]: attribute }];
}
