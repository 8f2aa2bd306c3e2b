/** Octets that may stand in a header's name (RFC 9110, 5.6.2 `token`) and in its value (5.5). */

const TOKEN_PUNCTUATION = "!#$%&'*+-.^_`|~";

export const NAME_OCTETS: Uint8Array = octets((octet) => {
  const character = String.fromCharCode(octet);
  return /[0-9A-Za-z]/.test(character) || TOKEN_PUNCTUATION.includes(character);
});

/** Visible characters, space, tab and everything above ASCII; no other control characters. */
export const VALUE_OCTETS: Uint8Array = octets(
  (octet) => octet === 0x09 || (octet >= 0x20 && octet !== 0x7f),
);

/** Value of a hexadecimal digit, or 255. */
export const HEX_VALUES: Uint8Array = Uint8Array.from({ length: 256 }, (_, octet) => {
  const value = '0123456789abcdef'.indexOf(String.fromCharCode(octet).toLowerCase());
  return value === -1 ? 255 : value;
});

function octets(allowed: (octet: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, octet) => (allowed(octet) ? 1 : 0));
}
