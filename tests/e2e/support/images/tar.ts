// tar.ts: writes tar archives in the ustar format: directories, files and symbolic links.
//
// Reference: POSIX.1-2017, pax, "ustar Interchange Format".

/** One entry of an archive. Paths are relative and below 100 bytes; a directory's ends in `/`. */
export type TarEntry =
  | { kind: 'directory'; path: string }
  | { kind: 'file'; path: string; content: Buffer; executable?: boolean }
  | { kind: 'link'; path: string; target: string }

const BLOCK = 512

/** The archive of `entries`, in their order, all owned by root and last changed at `modified` (seconds since 1970). */
export function tar(entries: readonly TarEntry[], modified: number): Buffer {
  const blocks: Buffer[] = []
  for (const entry of entries) {
    blocks.push(header(entry, modified))
    if (entry.kind === 'file') {
      blocks.push(entry.content, Buffer.alloc(-entry.content.length & (BLOCK - 1)))
    }
  }
  // Two empty blocks end an archive.
  blocks.push(Buffer.alloc(2 * BLOCK))
  return Buffer.concat(blocks)
}

function header(entry: TarEntry, modified: number): Buffer {
  const block = Buffer.alloc(BLOCK)
  const text = (value: string, offset: number, length: number) => {
    if (Buffer.byteLength(value) >= length) throw new Error(`too long for a tar header: ${value}`)
    block.write(value, offset)
  }
  const octal = (value: number, offset: number, length: number) => {
    text(value.toString(8).padStart(length - 1, '0'), offset, length)
  }
  const mode = entry.kind === 'file' && !entry.executable ? 0o644 : 0o755
  text(entry.path, 0, 100)
  octal(mode, 100, 8)
  octal(0, 108, 8)
  octal(0, 116, 8)
  octal(entry.kind === 'file' ? entry.content.length : 0, 124, 12)
  octal(modified, 136, 12)
  text({ file: '0', link: '2', directory: '5' }[entry.kind], 156, 2)
  if (entry.kind === 'link') text(entry.target, 157, 100)
  text('ustar', 257, 6)
  block.write('00', 263)
  text('root', 265, 32)
  text('root', 297, 32)
  octal(0, 329, 8)
  octal(0, 337, 8)
  // The checksum is taken with its own field full of blanks.
  block.fill(' ', 148, 156)
  const checksum = block.reduce((sum, byte) => sum + byte, 0)
  block.write(`${checksum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}
