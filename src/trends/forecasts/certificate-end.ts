const SEQUENCE = 0x30;
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;

/**
 * When an X.509 certificate ends, in milliseconds since the epoch; undefined for anything that is none.
 *
 * Reads as much of the DER encoding as leads there: Certificate → tbsCertificate → validity → notAfter.
 *
 * @param text PEM, or PEM in base64 as objects carry it; of several certificates the first counts.
 * @source RFC 5280 section 4.1
 */
export function certificateEnd(text: string): number | undefined {
  const pem = text.includes('-----BEGIN') ? text : decoded(text);
  const body = /-----BEGIN CERTIFICATE-----([\s\S]+?)-----END CERTIFICATE-----/.exec(pem)?.[1];
  if (body === undefined) return undefined;
  const binary = decoded(body.replace(/\s/g, ''));
  const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
  const certificate = element(bytes, 0, bytes.length);
  const signed = certificate && element(bytes, certificate.start, certificate.end);
  if (certificate?.tag !== SEQUENCE || signed?.tag !== SEQUENCE) return undefined;
  // An explicit version, the serial number, the algorithm and the issuer come before it.
  let at = signed.start;
  let skipped = bytes[at] === 0xa0 ? 4 : 3;
  for (; skipped > 0; skipped--) {
    const part = element(bytes, at, signed.end);
    if (!part) return undefined;
    at = part.end;
  }
  const validity = element(bytes, at, signed.end);
  const notBefore = validity?.tag === SEQUENCE ? element(bytes, validity.start, validity.end) : undefined;
  const notAfter = validity && notBefore ? element(bytes, notBefore.end, validity.end) : undefined;
  return (
    notAfter && timeIn(notAfter.tag, String.fromCharCode(...bytes.subarray(notAfter.start, notAfter.end)))
  );
}

function decoded(base64: string): string {
  try {
    return atob(base64);
  } catch {
    return '';
  }
}

/** One element of DER: its tag and where its content is. */
function element(bytes: Uint8Array, at: number, limit: number) {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined) return undefined;
  let [start, length] = [at + 2, first];
  if (first > 0x80) {
    const count = first & 0x7f;
    if (count > 4) return undefined;
    length = 0;
    for (let index = 0; index < count; index++) length = length * 256 + (bytes[start + index] ?? 0);
    start += count;
  }
  const end = start + length;
  return end <= limit ? { tag, start, end } : undefined;
}

function timeIn(tag: number, text: string): number | undefined {
  const match = (
    tag === UTC_TIME
      ? /^(\d\d)()(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/
      : /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/
  ).exec(text);
  if (!match || (tag !== UTC_TIME && tag !== GENERALIZED_TIME)) return undefined;
  const [century = 0, year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map(Number);
  const full = tag === UTC_TIME ? century + (century < 50 ? 2000 : 1900) : century * 100 + year;
  return Date.UTC(full, month - 1, day, hour, minute, second);
}
