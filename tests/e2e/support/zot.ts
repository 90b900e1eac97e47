import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { start } from './process.ts'

export interface Zot {
  /** http://127.0.0.1:PORT */
  readonly url: string
  /** 127.0.0.1:PORT */
  readonly host: string
  stop(): Promise<void>
}

/** Why there is no zot here, for `test.skip`; undefined where `ZOT` names one or one is on PATH. */
export function missingZot(): string | undefined {
  return program() ? undefined : 'zot is not here: put it on PATH, or say where it is with ZOT='
}

/** Starts a zot with its search extension; it forgets everything at its end. */
export async function startZot(): Promise<Zot> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-zot-'))
  const port = await freePort()
  const configuration = join(folder, 'config.json')
  const settings = {
    distSpecVersion: '1.1.1',
    storage: { rootDirectory: join(folder, 'storage'), gc: false },
    // skopeo pushes what Docker makes, too.
    http: { address: '127.0.0.1', port: String(port), compat: ['docker2s2'] },
    log: { level: 'error' },
    extensions: { search: { enable: true } },
  }
  await writeFile(configuration, JSON.stringify(settings))
  const host = `127.0.0.1:${port}`
  const answers = () => fetch(`http://${host}/v2/`).then(({ ok }) => ok, () => false)
  const server = await start(program()!, ['serve', configuration], { ready: answers })
  return {
    url: `http://${host}`,
    host,
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function program(): string | undefined {
  if (process.env.ZOT) return process.env.ZOT
  try {
    return execFileSync('sh', ['-c', 'command -v zot']).toString().trim() || undefined
  } catch {
    return undefined
  }
}

/** zot takes no port 0. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
