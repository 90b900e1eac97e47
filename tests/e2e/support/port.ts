// port.ts: ports for servers that cannot choose one themselves.

import { createServer } from 'node:net'

// Linux gives ports from 32768 on to programs that ask for any port, and to outgoing connections. Ports below that
// are taken by nobody between here and the server's start. Each of Playwright's workers has a range of its own.
const FIRST = 20_000
const EACH = 3_000
const WORKERS = 4
const mine = FIRST + (Number(process.env.TEST_PARALLEL_INDEX ?? 0) % WORKERS) * EACH
// A restarted worker does not begin with the ports that its predecessor has just left.
let next = process.pid

/** A free port of 127.0.0.1, which is not handed out again for a long time. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < EACH; tried++) {
    const port = mine + (next++ % EACH)
    if (await isFree(port)) return port
  }
  throw new Error(`none of the ports from ${mine} to ${mine + EACH - 1} is free`)
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer()
  const free = await new Promise<boolean>((resolve) => {
    probe.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => resolve(true))
  })
  if (free) await new Promise((resolve) => probe.close(resolve))
  return free
}
