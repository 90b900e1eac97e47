// Short names between the first page's wasm file and its script. wasm-bindgen names each import by what it does and
// by a hash: 227 names, 11 KB, and hashes do not compress.

const IMPORTS = 2

/**
 * The `wasm` file and its `script` with the names of imports from `module` replaced by short ones: `__wbg_now_9c5a…`
 * becomes `$7` in both.
 */
export function shortImports(wasm, script, module) {
  const short = new Map()
  const sections = []
  for (const { id, start, body, end } of sectionsOf(wasm)) {
    if (id !== IMPORTS) {
      sections.push(wasm.subarray(start, end))
      continue
    }
    const content = renamed(wasm.subarray(body, end), (from, name) => {
      if (from !== module) return name
      if (!short.has(name)) short.set(name, `$${short.size.toString(36)}`)
      return short.get(name)
    })
    sections.push(Buffer.of(IMPORTS), unsigned(content.length), content)
  }
  const text = script.replace(/\b__wb(?:g|indgen)_\w+/g, (name) => short.get(name) ?? name)
  return { wasm: Buffer.concat([wasm.subarray(0, 8), ...sections]), script: text }
}

/** The sections of a wasm file: `id`, where it starts, where its `body` starts, and where it ends. */
function* sectionsOf(wasm) {
  for (let start = 8; start < wasm.length; ) {
    const [size, body] = number(wasm, start + 1)
    yield { id: wasm[start], start, body, end: body + size }
    start = body + size
  }
}

/** The section of imports with each name replaced by what `rename` makes of its module and the name. */
function renamed(section, rename) {
  const [count, first] = number(section, 0)
  const parts = [section.subarray(0, first)]
  let at = first
  for (let left = count; left > 0; left--) {
    const [from, middle] = string(section, at)
    const [name, after] = string(section, middle)
    const end = endOfType(section, after)
    const bytes = Buffer.from(rename(from, name))
    parts.push(section.subarray(at, middle), unsigned(bytes.length), bytes, section.subarray(after, end))
    at = end
  }
  return Buffer.concat(parts)
}

/** Where the description of an import ends that begins at `at`: a function by its type; nothing else comes from scripts. */
function endOfType(section, at) {
  if (section[at] !== 0) throw new Error(`the first page imports something that is no function: kind ${section[at]}`)
  return number(section, at + 1)[1]
}

function string(bytes, at) {
  const [length, start] = number(bytes, at)
  return [bytes.toString('utf8', start, start + length), start + length]
}

/** An unsigned number in LEB128, and where it ends. */
function number(bytes, at) {
  let value = 0
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++]
    value += (byte & 0x7f) * 2 ** shift
    if (byte < 0x80) return [value, at]
  }
}

function unsigned(value) {
  const bytes = []
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest])
    bytes.push((rest % 128) | 0x80)
  }
}
