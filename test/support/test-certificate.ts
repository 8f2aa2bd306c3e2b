import { readFileSync } from 'node:fs';

/** A self-signed certificate for 127.0.0.1 and localhost, good for a hundred years and for nothing else. */
export const TEST_CA_FILE = 'test/support/tls/cert.pem';

export function testCertificate(): { readonly key: string; readonly cert: string } {
  return { key: readFileSync('test/support/tls/key.pem', 'utf8'), cert: readFileSync(TEST_CA_FILE, 'utf8') };
}
