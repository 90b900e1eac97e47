// Compresses every file of the page once, as hard as it gets, so that no server has to.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const WORTH_IT = /\.(?:css|html|js|json|svg|txt|wasm)$/

/** Puts NAME.br and NAME.gz beside each file in `folder`, if they are smaller than the file. */
export function compressFolder(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !WORTH_IT.test(entry.name)) continue
    const file = join(entry.parentPath ?? entry.path, entry.name)
    const bytes = readFileSync(file)
    const forms = { br: brotli(bytes), gz: gzipSync(bytes, { level: 9 }) }
    for (const [extension, packed] of Object.entries(forms)) {
      if (packed.length < bytes.length) writeFileSync(`${file}.${extension}`, packed)
    }
  }
}

/** The smaller of two forms: some wasm files gain two per cent by larger blocks in the mode that suits binary data. */
function brotli(bytes) {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT, BROTLI_PARAM_LGBLOCK, BROTLI_PARAM_MODE } = constants
  const hardest = {
    [BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
    [BROTLI_PARAM_SIZE_HINT]: bytes.length,
  }
  const binary = { ...hardest, [BROTLI_PARAM_LGBLOCK]: 20, [BROTLI_PARAM_MODE]: constants.BROTLI_MODE_FONT }
  const [one, other] = [hardest, binary].map((params) => brotliCompressSync(bytes, { params }))
  return one.length <= other.length ? one : other
}
