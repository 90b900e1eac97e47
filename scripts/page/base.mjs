// One build of the page serves at the root of a host and below any path. Its files are named relative
// to <base>, and whoever serves index.html at another path writes that path into <base>: nginx
// replaces the text <base href="/">, Caddy fills in the template around it. To every other server the
// template is a comment (docs/hosting.md).

const BASE = /<base\b[^>]*>/i

const TEMPLATE =
  '<!--{with placeholder "http.vars.plimsoll_base"}--><!--{printf "<base href=%q>" .}--><!--{else}--><base href="/"><!--{end}-->'

/** Names the files `names` in `text`, which `publicUrl` stands before, relative to where the page is. */
export function relative(text, publicUrl, names) {
  for (const name of names) text = text.replaceAll(`${publicUrl}${name}`, `./${name}`)
  return text
}

/** Puts the template around the page's one <base>. */
export function openBase(html) {
  if (!BASE.test(html)) throw new Error('index.html has no <base>')
  return html.replace(BASE, TEMPLATE)
}

/** Fails if something in `html` is asked for at the root of the host. */
export function refuseAbsolute(html) {
  const found = html.replace(TEMPLATE, '').match(/<[^>]+\s(?:src|href)=["']?\/[^>]*>/i)
  if (found) throw new Error(`this in index.html would not be found below a path: ${found[0].slice(0, 200)}`)
}
