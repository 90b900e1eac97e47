// listener.ts: a registry that gives the same answer to everything and records the requests that reach it.

import { createServer, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The address of a blob, as the page writes it. */
export const BLOB = '/v2/web%2Fapp/blobs/sha256%3Aabc'

export interface Listener {
  /** http://127.0.0.1:PORT */
  readonly url: string
  /** 127.0.0.1:PORT */
  readonly host: string
  readonly seen: { method?: string; url?: string; headers: IncomingHttpHeaders }[]
  /** The number of connections so far, also of those that sent no proper request. */
  connections: number
  /** Redirects the next requests to this place, with this status. */
  redirect: string | undefined
  status: number
  /** Further headers of the next answers. */
  headers: OutgoingHttpHeaders
  body: string | Buffer
  /** Whether the next requests are read and then get no answer: the connection is broken. */
  breaks: boolean
  stop(): Promise<void>
}

/** Starts a listener. It answers 200 "itself" until it is told otherwise. */
export async function listen(): Promise<Listener> {
  const server = createServer((request, response) => {
    listener.seen.push({ method: request.method, url: request.url, headers: request.headers })
    request.resume().on('end', () => {
      const { redirect, headers } = listener
      if (listener.breaks) request.socket.destroy()
      else if (redirect !== undefined) response.writeHead(listener.status, { location: redirect, ...headers }).end()
      else response.writeHead(200, { 'content-type': 'text/plain', ...headers }).end(listener.body)
    })
  })
  server.on('connection', () => (listener.connections += 1))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const listener: Listener = {
    url: `http://${host}`,
    host,
    seen: [],
    connections: 0,
    redirect: undefined,
    status: 307,
    headers: {},
    body: 'itself',
    breaks: false,
    stop: () => new Promise((resolve) => void server.close(() => resolve()).closeAllConnections()),
  }
  return listener
}
