// index.html: names the page's files, and is served under a strict Content-Security-Policy. One build serves at the
// root of a host and below any path. Its files are named relative to <base>, and whoever serves index.html at
// another path writes that path into <base>: nginx replaces the text <base href="/">, Caddy fills in the template
// around it. To every other server the template is a comment (docs/hosting.md).

const BASE = /<base\b[^>]*>/i

const TEMPLATE =
  '<!--{with placeholder "http.vars.plimsoll_base"}--><!--{printf "<base href=%q>" .}--><!--{else}--><base href="/"><!--{end}-->'

/** The page, from index.html as it stands in the repository and the files that it names now. */
export function indexPage(source, { script, style, icon }) {
  const asked = `crossorigin="anonymous" integrity`
  const head = [
    `<link rel="icon" href="./${icon.file}" type="image/svg+xml">`,
    `<link rel="stylesheet" href="./${style.file}" ${asked}="${style.integrity}">`,
    `<script type="module" src="./${script.file}" ${asked}="${script.integrity}"></script>`,
  ]
  const unlinked = source.replace(/^.*<link rel="(?:stylesheet|icon)".*\n/gm, '')
  if (!BASE.test(unlinked)) throw new Error('index.html has no <base>')
  const page = unlinked.replace(BASE, TEMPLATE).replace(/(\n\s*)<\/head>/, (end, indent) => `${head.map((line) => `${indent}  ${line}`).join('')}${end}`)
  refuseInline(page)
  refuseAbsolute(page)
  return page
}

/** Fails if the policy would block something in `html`. */
function refuseInline(html) {
  const found = html.match(/<script\b(?![^>]*\bsrc\b)/i) ?? html.match(/<style\b/i) ?? html.match(/<[^>]+\s(?:style|on[a-z]+)=/i)
  if (found) throw new Error(`the Content-Security-Policy would block this in index.html: ${found[0].slice(0, 200)}`)
}

/** Fails if something in `html` is asked for at the root of the host. */
function refuseAbsolute(html) {
  const found = html.replace(TEMPLATE, '').match(/<[^>]+\s(?:src|href)=["']?\/[^>]*>/i)
  if (found) throw new Error(`this in index.html would not be found below a path: ${found[0].slice(0, 200)}`)
}
