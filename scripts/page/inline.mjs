// The page is served under a strict Content-Security-Policy: no script or style inside the HTML.
// Trunk starts the app with one inline script; it becomes a file of its own, named by its content.
import { createHash } from 'node:crypto'
import { shortHash } from './names.mjs'

const INLINE_SCRIPT = /<script\b(?![^>]*\bsrc\b)([^>]*)>([\s\S]*?)<\/script>/i

/** Moves the first inline script of `html` to a file; `write(name, text)` has to store it. */
export function moveInlineScript(html, write) {
  return html.replace(INLINE_SCRIPT, (_, attributes, text) => {
    if (!/\btype=["']?module/.test(attributes)) throw new Error(`an inline script that is no module: ${text}`)
    const script = `${text.trim()}\n`
    const name = `start-${shortHash(script)}.js`
    const integrity = `sha384-${createHash('sha384').update(script).digest('base64')}`
    write(name, script)
    return `<script type="module" src="./${name}" crossorigin="anonymous" integrity="${integrity}"></script>`
  })
}

/** Fails if the policy would block something in `html`. */
export function refuseInline(html) {
  const found = html.match(INLINE_SCRIPT) ?? html.match(/<style\b/i) ?? html.match(/<[^>]+\s(?:style|on[a-z]+)=/i)
  if (found) throw new Error(`the Content-Security-Policy would block this in index.html: ${found[0].slice(0, 200)}`)
}
