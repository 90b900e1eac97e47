import { createServer, request as ask, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Passage {
  /** http://127.0.0.1:PORT */
  readonly url: string
  /** 127.0.0.1:PORT */
  readonly host: string
  /** Does something before the request that is number `count` (from 1) of those that match goes on. */
  before(matching: RegExp, count: number, action: () => Promise<void>): void
  /** Lets no request that matches go on until something has happened. */
  hold(matching: RegExp, until: Promise<void>): void
  stop(): Promise<void>
}

/** A request on its way. */
export interface Passing {
  readonly method: string
  path: string
  headers: IncomingHttpHeaders
}

/**
 * Forwards HTTP to a registry, so that something can happen to it at a known moment of a scan. `change`
 * may alter each request before it goes on.
 */
export async function startPassage(target: string, change?: (request: Passing) => void): Promise<Passage> {
  const { hostname, port } = new URL(target)
  let due: { matching: RegExp; left: number; action: () => Promise<void> } | undefined
  let held: { matching: RegExp; until: Promise<void> } | undefined
  const server = createServer(async (incoming, outgoing) => {
    const request: Passing = { method: incoming.method ?? 'GET', path: incoming.url ?? '/', headers: incoming.headers }
    if (due?.matching.test(request.path) && --due.left === 0) {
      const { action } = due
      due = undefined
      await action()
    }
    change?.(request)
    const { method, path, headers } = request
    if (held?.matching.test(path)) await held.until
    const onward = ask({ hostname, port, method, path, headers, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    // As a registry that is gone: no answer at all.
    onward.on('error', () => outgoing.destroy())
    incoming.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `http://${host}`,
    host,
    before(matching, count, action) {
      due = { matching, left: count, action }
    },
    hold(matching, until) {
      held = { matching, until }
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
