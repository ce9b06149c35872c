/**
 * CRC-32 (ISO 3309, polynomial 0xEDB88320 reflected), as in nginx's ngx_crc32.h and zlib: start with CRC_START, feed bytes,
 * finish with `crcEnd`. Feeding makes no strings, so that a key can be hashed for each request.
 */
export const CRC_START = -1;

export function crcByte(crc: number, byte: number): number {
  return (crc >>> 8) ^ TABLE[(crc ^ byte) & 0xff];
}

/** Text as UTF-8, up to U+FFFF. */
export function crcText(crc: number, text: string): number {
  let fed = crc;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) fed = crcByte(fed, code);
    else if (code < 0x800) fed = crcByte(crcByte(fed, 0xc0 | (code >> 6)), 0x80 | (code & 0x3f));
    else {
      fed = crcByte(fed, 0xe0 | (code >> 12));
      fed = crcByte(crcByte(fed, 0x80 | ((code >> 6) & 0x3f)), 0x80 | (code & 0x3f));
    }
  }
  return fed;
}

/** A 32-bit word as four bytes, lowest first. */
export function crcWord(crc: number, word: number): number {
  const low = crcByte(crcByte(crc, word & 0xff), (word >>> 8) & 0xff);
  return crcByte(crcByte(low, (word >>> 16) & 0xff), word >>> 24);
}

/** A number from 0 to 99 in decimal digits. */
export function crcDigits(crc: number, number: number): number {
  const tens = (number / 10) | 0;
  const fed = tens === 0 ? crc : crcByte(crc, DIGIT_0 + tens);
  return crcByte(fed, DIGIT_0 + (number % 10));
}

/** A uint32. */
export function crcEnd(crc: number): number {
  return (crc ^ -1) >>> 0;
}

const DIGIT_0 = 48;

const TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});
