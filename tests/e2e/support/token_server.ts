// token_server.ts: distribution's own token server. It grants the catalog to everybody it knows, and
// to each user only repositories below their own name; what else is asked for it leaves out without a
// word.

import { execFile, execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { freePort } from './front.ts'
import { start } from './process.ts'

const run = promisify(execFile)
const ENVIRONMENT = fileURLToPath(new URL('../../../scripts/env.sh', import.meta.url))
const ISSUER = 'plimsoll tests'

export interface TokenServer {
  /** 127.0.0.1:PORT */
  readonly host: string
  /** http://127.0.0.1:PORT/token/ */
  readonly realm: string
  /** What a registry needs to take its tokens. */
  readonly auth: { realm: string; service: string; issuer: string; rootcertbundle: string }
  /** What it printed: every request. */
  output(): string
  stop(): Promise<void>
}

let program: string | undefined

function found(): string {
  // scripts/env.sh knows where the set-up puts it, also when nobody sourced it.
  program ??= execFileSync('bash', ['-c', '. "$1" && printf %s "$TOKEN_SERVER"', 'bash', ENVIRONMENT]).toString()
  return program
}

/** Why there is none here, for `test.skip`; undefined where there is one. */
export function missingTokenServer(): string | undefined {
  return existsSync(found()) ? undefined : 'the token server is not here: the set-up compiles it where it finds Go'
}

/** Starts one that knows these users: name → password. Its key is made for this test. */
export async function startTokenServer(users: Record<string, string>): Promise<TokenServer> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-tokens-'))
  const [key, certificate, passwords] = ['key.pem', 'certificate.pem', 'passwords'].map((name) => join(folder, name)) as [string, string, string]
  // It reads keys of the old form only.
  await run('openssl', ['genrsa', '-traditional', '-out', key, '2048'])
  await run('openssl', ['req', '-x509', '-new', '-key', key, '-subj', '/CN=plimsoll-tests', '-days', '1', '-out', certificate])
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
    auth: { realm, service: 'plimsoll.test', issuer: ISSUER, rootcertbundle: certificate },
    output,
    async stop() {
      await stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
