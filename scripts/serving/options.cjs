// The options of scripts/serve, read and checked. Everything that reaches the Caddyfile passes here. Values that
// the page would refuse in config.json (src/site/entries.rs) are refused here, before a long build.
'use strict'

const fs = require('node:fs')
const path = require('node:path')
const { parseArgs } = require('node:util')

/** The hosts of an Azure registry's blobs: storage accounts, or data endpoints of the registry's own. */
const AZURES_BLOBS = String.raw`[a-z0-9]+\.blob\.core\.windows\.net|[a-z0-9-]+\.[a-z0-9-]+\.data\.azurecr\.io`
const KINDS = ['acr', 'distribution2', 'distribution3', 'zot', 'harbor', 'oci']

/** An error whose message is printed as it is, without a stack. */
class Sentence extends Error {}

function options(root) {
  let values
  try {
    ;({ values } = parseArgs({
      options: {
        port: { type: 'string', default: '8080' },
        dist: { type: 'string', default: path.join(root, 'dist') },
        registry: { type: 'string', multiple: true, default: [] },
        'public-host': { type: 'string', multiple: true, default: [] },
        kind: { type: 'string', multiple: true, default: [] },
        follow: { type: 'string', multiple: true, default: [] },
        'sub-path': { type: 'string', default: '' },
        'extra-config': { type: 'string', default: '{}' },
        check: { type: 'boolean', default: false },
      },
    }))
  } catch (error) {
    throw new Sentence(error.message)
  }
  const port = Number(values.port)
  if (!/^\d+$/.test(values.port) || port > 65535) throw new Sentence(`'${values.port}' is not a port number.`)
  const dist = path.resolve(values.dist)
  if (!values.check && !fs.existsSync(path.join(dist, 'index.html'))) {
    throw new Sentence(`there is no page in ${dist}: run 'make build' first.`)
  }
  const base = subPath(values['sub-path'])
  return { port, dist, base, registries: registries(values), extra: object(values['extra-config']), check: values.check }
}

// The path with a slash at both ends.
function subPath(text) {
  const path = text.replace(/^\/|\/$/g, '')
  if (path !== '' && !/^[\w.-]+(?:\/[\w.-]+)*$/.test(path)) {
    throw new Sentence(`'${text}' cannot be a path to serve below: write /plimsoll, of letters, digits, '-', '_' and '.'.`)
  }
  return path === '' ? '/' : `/${path}/`
}

function object(json) {
  try {
    const value = JSON.parse(json)
    if (value && typeof value === 'object' && !Array.isArray(value)) return value
  } catch {
    // said below
  }
  throw new Sentence('--extra-config has to be a JSON object.')
}

function registries(values) {
  const all = values.registry.map(registry)
  for (const { alias } of all) {
    if (all.filter((other) => other.alias === alias).length > 1) {
      throw new Sentence(`two registries are called '${alias}': give one another name, as in other=https://…`)
    }
  }
  const of = (option, use) => {
    for (const text of values[option]) {
      const [alias, value = ''] = text.split(/=(.*)/)
      const own = all.find((registry) => registry.alias === alias)
      if (!own) throw new Sentence(`--${option} names '${alias}', and no --registry is called so.`)
      use(own, value)
    }
  }
  of('public-host', (own, host) => (own.host = hostName(host)))
  of('kind', (own, word) => (own.kind = kind(word)))
  for (const own of all) if (/\.azurecr\.io$/.test(own.host)) own.follow = AZURES_BLOBS
  of('follow', (own, hosts) => (own.follow = hostPattern(hosts)))
  return all
}

function registry(text) {
  const [, named, address] = text.match(/^(?:([^=/]+)=)?(.*)$/)
  let url
  try {
    url = new URL(address)
  } catch {
    url = null
  }
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new Sentence(`'${address}' is not the address of a registry: write https://host or http://127.0.0.1:port.`)
  }
  if (url.username || url.password) {
    throw new Sentence('the address of a registry must not hold a user name or password: sign in on the page.')
  }
  if (url.pathname !== '/' || url.search || url.hash) {
    throw new Sentence(`'${address}' has a path: write the host only, ${url.origin}.`)
  }
  const host = hostName(url.host)
  return { alias: alias(named ?? host.replace(/[^a-z0-9-]/g, '-')), host, origin: url.origin }
}

function alias(text) {
  if (text === 'sample') {
    throw new Sentence("no registry can have the alias 'sample': the sample registry is called so. Write another one, as in other=https://…")
  }
  if (!/^[a-z0-9-]+$/.test(text)) throw new Sentence(`'${text}' cannot be an alias: use a-z, 0-9 and '-'.`)
  if (text.length > 63) {
    throw new Sentence(`'${text}' is too long for an alias, which has up to 63 characters: give it another one, as in team=https://…`)
  }
  return text
}

function hostName(text) {
  const [, port] = /^(?:[a-z0-9.-]+|\[[a-f0-9.]*:[a-f0-9.:]*\])(?::([0-9]+))?$/i.exec(text) ?? [undefined, '0']
  if (port !== undefined && !(port > 0 && port < 65536)) {
    throw new Sentence(`'${text}' is not a host name that the page takes: write registry.example.com, perhaps with a port.`)
  }
  return text.toLowerCase()
}

function kind(word) {
  if (!KINDS.includes(word)) throw new Sentence(`'${word}' is not a kind of registry: write one of ${KINDS.join(', ')}.`)
  return word
}

function hostPattern(text) {
  let isRead = /^[\w.\\()[\]|+*?:-]+$/.test(text)
  try {
    new RegExp(text)
  } catch {
    isRead = false
  }
  if (!isRead) throw new Sentence(`'${text}' is not a regular expression for host names.`)
  return text
}

module.exports = { options, Sentence }
