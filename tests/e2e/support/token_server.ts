// token_server.ts: distribution's own token server. It grants the catalog to every user, and to each user only the
// repositories below their own name. Other rights that are asked for are left out of the token without a word.

import { execFile, execFileSync } from 'node:child_process'
import { createHash, X509Certificate } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freePort } from './port.ts'
import { start } from './process.ts'

const run = promisify(execFile)
const ENVIRONMENT = fileURLToPath(new URL('../../../scripts/env.sh', import.meta.url))
const ISSUER = 'plimsoll tests'

export interface TokenServer {
  /** 127.0.0.1:PORT */
  readonly host: string
  /** http://127.0.0.1:PORT/token/ */
  readonly realm: string
  /** The settings with which a registry takes its tokens. */
  readonly auth: { realm: string; service: string; issuer: string; rootcertbundle: string; jwks: string }
  /** Its output, with every request. */
  output(): string
  stop(): Promise<void>
}

let program: string | undefined

function found(): string {
  // scripts/env.sh knows where the set-up puts the program. It is asked here, because it may not have been sourced.
  program ??= execFileSync('bash', ['-c', '. "$1" && printf %s "$TOKEN_SERVER"', 'bash', ENVIRONMENT]).toString()
  return program
}

/** The reason why the token server is not here, for `test.skip`; undefined if it is here. */
export function missingTokenServer(): string | undefined {
  return existsSync(found()) ? undefined : 'the token server is not here: the set-up compiles it where it finds Go'
}

/** The name that libtrust gives to the key of a certificate: a hash in base32, in groups of four. */
function named(certificate: Buffer) {
  const { publicKey } = new X509Certificate(certificate)
  const hash = createHash('sha256').update(publicKey.export({ type: 'spki', format: 'der' })).digest().subarray(0, 30)
  const bits = [...hash].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  const letters = (bits.match(/.{5}/g) ?? []).map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[parseInt(five, 2)]).join('')
  const kid = letters.match(/.{4}/g)?.join(':')
  return { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' }
}

/** Starts a token server with these users: name → password. Its key is made for this test. */
export async function startTokenServer(users: Record<string, string>): Promise<TokenServer> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-tokens-'))
  const [key, certificate, passwords] = ['key.pem', 'certificate.pem', 'passwords'].map((name) => join(folder, name)) as [string, string, string]
  // The token server reads only keys in the old format.
  await run('openssl', ['genrsa', '-traditional', '-out', key, '2048'])
  await run('openssl', ['req', '-x509', '-new', '-key', key, '-subj', '/CN=plimsoll-tests', '-days', '1', '-out', certificate])
  // Distribution 2.8 takes the certificate. 3 finds keys by their name, and this server's names have an older form.
  const jwks = join(folder, 'jwks.json')
  await writeFile(jwks, JSON.stringify({ keys: [named(await readFile(certificate))] }))
  const lines = await Promise.all(
    Object.entries(users).map(async ([name, password]) => (await run('htpasswd', ['-nbB', '-C', '4', name, password])).stdout.trim()),
  )
  await writeFile(passwords, `${lines.join('\n')}\n`)
  const host = `127.0.0.1:${await freePort()}`
  const realm = `http://${host}/token/`
  const args = ['-addr', host, '-issuer', ISSUER, '-key', key, '-passwd', passwords, '-realm', realm, '-debug']
  const { output, stop } = await start(found(), args, { ready: () => fetch(realm).then(() => true, () => false) })
  return {
    host,
    realm,
    auth: { realm, service: 'plimsoll.test', issuer: ISSUER, rootcertbundle: certificate, jwks },
    output,
    async stop() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
