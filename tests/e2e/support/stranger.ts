// stranger.ts: a server on another port that lets every page read its answers and records what reaches it.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Stranger {
  /** http://127.0.0.1:PORT */
  readonly url: string
  /** 127.0.0.1:PORT */
  readonly host: string
  /** Every request: method and address, then all headers and the body. */
  readonly heard: { request: string; all: string }[]
  stop(): Promise<void>
}

/** Starts a stranger that gives this answer to everything. */
export async function startStranger(body: object = {}): Promise<Stranger> {
  const heard: Stranger['heard'] = []
  const server = createServer(async (incoming, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    const request = `${incoming.method} ${incoming.url}`
    heard.push({ request, all: `${request}\n${incoming.rawHeaders.join('\n')}\n${Buffer.concat(chunks)}` })
    const welcome = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'authorization, accept, content-type', 'access-control-allow-methods': '*' }
    response.writeHead(200, { ...welcome, 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `http://${host}`,
    host,
    heard,
    stop: () => new Promise((resolve) => void server.close(() => resolve()).closeAllConnections()),
  }
}
