// Reads Rust source as far as measuring needs it: comments, string literals, and where the tests begin.

/** The parts of a source text in order: [kind, text], where kind is code, comment, string or char. */
function* parts(text) {
  const token = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|b?r(#*)"[\s\S]*?"\1|b?"(?:\\[\s\S]|[^"\\])*"|b?'(?:\\(?:u\{[^}]*\}|x..|.)|[^'\\])'/g
  let at = 0
  for (const found of text.matchAll(token)) {
    if (found.index > at) yield ['code', text.slice(at, found.index)]
    const [whole] = found
    yield [whole.startsWith('/') ? 'comment' : whole.endsWith("'") ? 'char' : 'string', whole]
    at = found.index + whole.length
  }
  yield ['code', text.slice(at)]
}

/** The text without its `#[cfg(test)]` module, which stands last in a file. */
export function withoutTests(text) {
  return text.split(/^#\[cfg\(test\)\]\n(?:pub(?:\([a-z]+\))? )?mod \w+ \{/m)[0]
}

/** Texts for developers only: the words of a failed expectation, and why a lint is excepted. */
const FOR_DEVELOPERS = /(?:\bexpect\(|\breason = |(?:\bpanic|unreachable|todo|assert\w*)!\((?:[^"]*,)?)\s*$/

/** The string literals that may reach a user, without their quotes. */
export function literals(text) {
  const found = []
  let before = ''
  for (const [kind, part] of parts(text)) {
    if (kind === 'string' && !FOR_DEVELOPERS.test(before)) found.push(part.replace(/^b?r?#*"|"#*$/g, ''))
    if (kind === 'code') before = part.slice(-200)
    else if (kind === 'string') before = ''
  }
  return found
}

/** The text with comments and literals taken out. */
literals.blanked = (text) =>
  [...parts(text)].map(([kind, part]) => (kind === 'code' ? part : kind === 'string' ? '""' : ' ')).join('')

/** The doc comments of items, each as one line of words. */
export function comments(text) {
  const found = []
  let open = null
  for (const line of text.split('\n')) {
    const words = /^\s*\/\/\/ ?(.*)$/.exec(line)
    if (words) open = open === null ? words[1] : `${open} ${words[1]}`
    else if (open !== null) {
      found.push(open.trim())
      open = null
    }
  }
  return found
}
