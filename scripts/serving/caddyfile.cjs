// The Caddyfile that scripts/serve runs: the snippets in deploy/, put together for this machine alone.
'use strict'

const path = require('node:path')

const quoted = (text) => `"${text.replace(/["\\]/g, '\\$&')}"`

/** The line for a registry, as in deploy/config/registries.caddy. */
function forward({ alias, origin, host, follow }) {
  const { protocol, host: itself } = new URL(origin)
  // The certificate is for the public host, which is not the host of the address.
  const snippet = protocol === 'https:' && host !== itself ? 'plimsoll_private' : 'plimsoll_registry'
  return follow
    ? `import ${snippet}_following ${alias} ${origin} ${host} ${quoted(follow)}`
    : `import ${snippet} ${alias} ${origin} ${host}`
}

function caddyfile({ root, port, dist, base, registries, folder }) {
  return [
    '{',
    '  admin off',
    '  auto_https off',
    '  log {',
    '    output stderr',
    '    format console',
    '    level WARN',
    '  }',
    // As in deploy/Caddyfile.
    '  servers {',
    '    max_header_size 64KB',
    '  }',
    '}',
    `import ${quoted(path.join(root, 'deploy/plimsoll.caddy'))}`,
    // Only these names are served. A foreign name that was made to point here (DNS rebinding) gets nothing.
    `http://127.0.0.1:${port}, http://localhost:${port} {`,
    '  bind 127.0.0.1',
    ...(base === '/' ? [] : [`  redir ${base.slice(0, -1)} ${base} 308`]),
    `  handle_path ${base}* {`,
    '    route {',
    ...registries.map((each) => `      ${forward(each)}`),
    `      import plimsoll_page ${quoted(dist)} ${quoted(folder)} ${base}`,
    '    }',
    '  }',
    '  import plimsoll_errors',
    '}',
    `http://:${port} {`,
    '  bind 127.0.0.1',
    '  respond "Not served under this name." 421',
    '}',
    '',
  ].join('\n')
}

module.exports = { caddyfile }
