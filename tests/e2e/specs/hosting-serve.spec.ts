// The options of `make run`: which it refuses before anything is built, and the Caddyfile that it makes of the
// others. A program in Caddy's place prints the Caddyfile that it was given.

import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
const SERVE = join(ROOT, 'scripts/serve')

let folder: string
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-serve-spec-'))
  await writeFile(join(folder, 'index.html'), '')
  await writeFile(join(folder, 'caddy'), '#!/bin/sh\ncat "$3" >&2\nexit 1\n')
  await chmod(join(folder, 'caddy'), 0o755)
})
test.afterEach(() => rm(folder, { recursive: true, force: true }))

function serve(...args: string[]) {
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` }
  const { status, stderr } = spawnSync(process.execPath, [SERVE, '--port', '0', '--dist', folder, ...args], { env })
  return { status, said: String(stderr) }
}
const check = (...args: string[]) => serve('--check', ...args)
/** The lines for registries. */
const forwards = (...args: string[]) => [...serve(...args).said.matchAll(/^ +import (plimsoll_(?:registry|private)\w*) (.*)$/gm)].map(([, snippet, words]) => [snippet, words])

test('what the page would refuse in config.json is refused with a sentence', () => {
  const long = 'a'.repeat(64)
  const refused: [args: string[], said: string][] = [
    [['--registry', 'sample=https://a.example'], "no registry can have the alias 'sample'"],
    [['--registry', `${long}=https://a.example`], `'${long}' is too long for an alias, which has up to 63 characters`],
    [['--registry', `https://${'a'.repeat(50)}.${'b'.repeat(20)}.example`], `'${'a'.repeat(50)}-${'b'.repeat(20)}-example' is too long for an alias`],
    [['--registry', 'Team=https://a.example'], "'Team' cannot be an alias"],
    [['--registry', 'team=https://a_b.example'], "'a_b.example' is not a host name that the page takes"],
    [['--registry', 'a=https://a.example', '--public-host', 'a=a_b.example'], "'a_b.example' is not a host name that the page takes"],
    [['--registry', 'a=https://a.example', '--public-host', 'a=b.example:0'], "'b.example:0' is not a host name"],
    [['--registry', 'a=https://a.example', '--public-host', 'a=b.example:65536'], "'b.example:65536' is not a host name"],
    [['--registry', 'a=https://a.example', '--public-host', 'a=[::1'], "'[::1' is not a host name"],
    [['--registry', 'a=https://a.example', '--public-host', 'a='], "'' is not a host name"],
    [['--registry', 'a=https://a.example', '--kind', 'a=ACR'], "'ACR' is not a kind of registry: write one of acr, "],
    [['--registry', 'a=https://a.example', '--follow', 'a=(a'], "'(a' is not a regular expression for host names."],
    [['--registry', 'a=https://a.example', '--follow', 'a=a b'], "'a b' is not a regular expression for host names."],
  ]
  for (const [args, said] of refused) {
    const answer = check(...args)
    expect(answer.said, args.join(' ')).toContain(`serve: ${said}`)
    expect(answer.said.trim().split('\n'), args.join(' ')).toHaveLength(1)
    expect(answer.status).toBe(1)
  }
})

test('what the page takes is taken', () => {
  for (const args of [
    ['--registry', `${'a'.repeat(63)}=https://a.example`],
    ['--registry', 'http://127.0.0.1:5000', '--registry', 'six=http://[::1]:5000'],
    ['--registry', 'a=https://A.example', '--public-host', 'a=Registry.example:5000', '--kind', 'a=harbor', '--follow', 'a=(?:a|(b))\\.example'],
  ]) {
    expect(check(...args), args.join(' ')).toEqual({ status: 0, said: '' })
  }
})

test('of an Azure registry redirected blobs are followed to where Azure keeps them, and nowhere else', () => {
  const [[snippet, words] = []] = forwards('--registry', 'https://contoso.azurecr.io')
  expect(snippet).toBe('plimsoll_registry_following')
  const [, followed] = /^contoso-azurecr-io https:\/\/contoso\.azurecr\.io contoso\.azurecr\.io "(.*)"$/.exec(words ?? '')!
  const storages = followed!.replaceAll('\\\\', '\\')
  // The examples say the same.
  for (const name of ['deploy/config/registries.caddy', 'docs/hosting.md']) expect(readFileSync(join(ROOT, name), 'utf8'), name).toContain(` contoso.azurecr.io "${storages}"`)
  const host = new RegExp(`^(?:${storages})$`)
  for (const azures of ['eusmanaged12.blob.core.windows.net', 'contoso.eastus.data.azurecr.io', 'contoso-a1b2c3.westeurope.data.azurecr.io']) expect(azures).toMatch(host)
  for (const other of ['blob.core.windows.net', 'a.b.blob.core.windows.net', 'a.blob.core.windows.net.evil.example', 'axblob.core.windows.net', 'contoso.azurecr.io', 'data.azurecr.io', 'a.b.c.data.azurecr.io']) expect(other).not.toMatch(host)

  const by = (...args: string[]) => forwards('--registry', 'team=http://127.0.0.1:9', ...args)[0]![0]
  expect(by()).toBe('plimsoll_registry')
  expect(by('--public-host', 'team=contoso.azurecr.io')).toBe('plimsoll_registry_following')
  expect(by('--public-host', 'team=contoso.eastus.geo.azurecr.io')).toBe('plimsoll_registry_following')
  expect(by('--public-host', 'team=azurecr.io.example')).toBe('plimsoll_registry')
  expect(by('--public-host', 'team=notazurecr.io')).toBe('plimsoll_registry')
  expect(forwards('--registry', 'team=https://contoso.azurecr.io', '--follow', 'team=blobs\\.example')[0]![1]).toMatch(/ "blobs\\\\\.example"$/)
})

test('where another host is meant than the one of the address, the certificate is for that one', () => {
  const by = (address: string, host: string) => forwards('--registry', `a=${address}`, '--public-host', `a=${host}`)[0]![0]
  expect(by('https://10.0.0.1', 'registry.example')).toBe('plimsoll_private')
  expect(by('https://10.0.0.1', 'contoso.azurecr.io')).toBe('plimsoll_private_following')
  expect(by('https://registry.example', 'registry.example')).toBe('plimsoll_registry')
  // Caddy would not start with a name for a certificate where no TLS is spoken.
  expect(by('http://10.0.0.1', 'registry.example')).toBe('plimsoll_registry')
})

test('long tokens are taken, as deploy/Caddyfile does', () => {
  const [size] = /max_header_size \S+/.exec(readFileSync(join(ROOT, 'deploy/Caddyfile'), 'utf8'))!
  expect(serve().said).toContain(`    ${size}\n`)
})
