import fc from 'fast-check';
import { expect, test } from 'vitest';
import { certificateEnd } from '../../../src/trends/forecasts/certificate-end.ts';

const PEM = `-----BEGIN CERTIFICATE-----
MIIBZzCCAQygAwIBAgIBATAKBggqhkjOPQQDAjASMRAwDgYDVQQDDAd0ZXN0LWNh
MB4XDTI2MTEyNzE1NTIyOFoXDTM2MTEyNDE1NTIyOFowEjEQMA4GA1UEAwwHdGVz
dC1jYTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABN44xqLyNvLRaSFAF+IhqLc2
ZXWRMdjagtc+JmGB/bJgE0HUo2v9+yukgpGXKsfqZw6khzsyjjMjIu7vqDzTbP+j
UzBRMB0GA1UdDgQWBBQGqmohKQPI/RcKFn/Kv14DS30CvDAfBgNVHSMEGDAWgBQG
qmohKQPI/RcKFn/Kv14DS30CvDAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMC
A0kAMEYCIQDSlxSWl0/O4fafE/NA2idxx359kROMueFJ74M2kiPJ1wIhANdvStpP
EyxH019PEy7ZYLxIeLZwV7KY7Je72Mj94Pzg
-----END CERTIFICATE-----`;
const END = Date.UTC(2036, 10, 24, 15, 52, 28);

test('the end of a certificate, as PEM and as objects carry it', () => {
  expect(certificateEnd(PEM)).toBe(END);
  expect(certificateEnd(btoa(PEM))).toBe(END);
  expect(certificateEnd(`subject=/CN=test-ca\n${PEM}\n${PEM}`)).toBe(END);
});

test('what is none has no end, and nothing of it fails', () => {
  for (const text of ['', 'UkVEQUNURUQ=', '***HIDDEN***', PEM.slice(0, 200), PEM.replace('MIIB', 'MIIA')]) {
    expect(certificateEnd(text)).toBeUndefined();
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const body = btoa(String.fromCharCode(...bytes));
      expect(certificateEnd(`-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`)).toBeOneOf([
        undefined,
        expect.any(Number),
      ]);
    }),
  );
});
