import { createServer, request as ask, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An answer in place of the registry's. */
export interface Instead {
  status: number
  headers?: Record<string, string>
  body?: string | Buffer
}

export interface Passage {
  /** http://127.0.0.1:PORT */
  readonly url: string
  /** 127.0.0.1:PORT */
  readonly host: string
  /** Does something right before the matching request number `count` (from 1) goes on. */
  before(matching: RegExp, count: number, action: () => Promise<void>): void
  /** Holds matching requests until something has happened. */
  hold(matching: RegExp, until: Promise<void>): void
  /** From now on gives the answers of this function, and forwards requests that it leaves alone. It gets the body of forms. */
  instead(answer: (request: IncomingMessage, form: string) => Instead | undefined): void
  /** The largest number of requests under way at once, so far. */
  most(): number
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
  let answerItself: Parameters<Passage['instead']>[0] = () => undefined
  let [underWay, most] = [0, 0]
  const server = createServer(async (incoming, outgoing) => {
    most = Math.max(most, ++underWay)
    outgoing.on('close', () => underWay--)
    const request: Passing = { method: incoming.method ?? 'GET', path: incoming.url ?? '/', headers: incoming.headers }
    if (due?.matching.test(request.path) && --due.left === 0) {
      const { action } = due
      due = undefined
      await action()
    }
    change?.(request)
    const { method, path, headers } = request
    if (held?.matching.test(path)) await held.until
    const body = await read(incoming)
    const instead = answerItself(incoming, body.toString())
    if (instead) {
      outgoing.writeHead(instead.status, { 'content-type': 'application/json', ...instead.headers }).end(instead.body)
      return
    }
    const onward = ask({ hostname, port, method, path, headers, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    // Like a registry that is gone: no answer at all.
    onward.on('error', () => outgoing.destroy())
    onward.end(body)
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
    instead(answer) {
      answerItself = answer
    },
    most: () => most,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

async function read(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  return Buffer.concat(chunks)
}
