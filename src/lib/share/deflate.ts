/** Raw deflate (RFC 1951) by the platform's own streams, present in browsers and in Node from 18 on. */
export function deflate(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return through(new CompressionStream('deflate-raw'), bytes, Infinity);
}

/** Rejects with `TooLarge` as soon as more than `maxBytes` have come out, and with a `TypeError` on damage. */
export function inflate(bytes: Uint8Array<ArrayBuffer>, maxBytes: number): Promise<Uint8Array> {
  return through(new DecompressionStream('deflate-raw'), bytes, maxBytes);
}

export class TooLarge extends Error {}

async function through(
  { readable, writable }: CompressionStream | DecompressionStream,
  bytes: Uint8Array<ArrayBuffer>,
  maxBytes: number,
): Promise<Uint8Array> {
  const writer = writable.getWriter();
  // Errors come out of the reader too; unheard ones here would end the process.
  const written = Promise.allSettled([writer.write(bytes), writer.close()]);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(readable)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes) throw new TooLarge(`more than ${maxBytes} bytes`);
  }
  await written;
  return joined(chunks, length);
}

/** Leaving the loop early cancels the stream, which stops the inflating. */
async function* chunksOf(readable: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = readable.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    await reader.cancel().catch(() => {});
  }
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}
