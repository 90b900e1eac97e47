// storage.ts: a storage for a registry's blobs: a server of its own, over TLS, under a name.

import { execFile } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { promisify } from 'node:util'

export interface Storage {
  /** https://localhost:PORT */
  readonly url: string
  /** The file with its certificate, for programs that are to trust it. */
  readonly certificate: string
  /** The requests so far, with the name that was asked for over TLS. */
  readonly seen: { method?: string; url?: string; servername: string | false | null; headers: IncomingHttpHeaders }[]
  /** Redirects the next requests to this place. */
  redirect: string | undefined
  /** Further headers of the next answers. */
  headers: OutgoingHttpHeaders
  stop(): Promise<void>
}

/** Makes a certificate for localhost that nobody trusts yet, and returns its files. */
export async function selfSigned(folder: string): Promise<{ certificate: string; key: string }> {
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')]
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  await promisify(execFile)('openssl', [...args, ...names, '-keyout', key, '-out', certificate])
  return { certificate, key }
}

/** Starts a storage on a free port. It answers everything with "the blob", or with what `content` returns for an address. */
export async function startStorage(content: (url: string) => Promise<string> = async () => 'the blob'): Promise<Storage> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-storage-'))
  const { certificate, key } = await selfSigned(folder)
  const seen: Storage['seen'] = []
  const server = createServer({ cert: await readFile(certificate), key: await readFile(key) }, async (request, response) => {
    seen.push({ method: request.method, url: request.url, servername: (request.socket as TLSSocket).servername, headers: request.headers })
    const headers = { 'content-type': 'text/html', 'set-cookie': 'storage=1', 'cache-control': 'public, max-age=60', ...storage.headers }
    if (storage.redirect !== undefined) response.writeHead(307, { ...headers, location: storage.redirect }).end()
    else response.writeHead(200, headers).end(await content(request.url ?? ''))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const storage: Storage = {
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    certificate,
    seen,
    redirect: undefined,
    headers: {},
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
  return storage
}

/** A file with the certificates of all these storages. It is removed with the first one. */
export async function certificates(storages: Storage[]): Promise<string> {
  const file = join(dirname(storages[0]!.certificate), 'all.pem')
  await writeFile(file, await Promise.all(storages.map(({ certificate }) => readFile(certificate))))
  return file
}

/** The options of a page whose registry `team` keeps its blobs in this storage. */
export function keptIn({ certificate }: Storage) {
  return { follow: { team: 'localhost' }, env: { SSL_CERT_FILE: certificate } }
}

/**
 * A name server for nginx, which reads no /etc/hosts. Every name has two addresses: 127.0.0.1, and 127.0.0.2, where
 * nobody listens. So each name has an address that cannot be reached.
 */
export async function startNames(): Promise<{ address: string; stop(): Promise<void> }> {
  const socket = createSocket('udp4')
  socket.on('message', (query, from) => {
    // The header announces two answers. Then come the question and, twice, a pointer to its name with an A record.
    const question = query.subarray(12, query.indexOf(0, 12) + 5)
    const header = Buffer.concat([query.subarray(0, 2), Buffer.from('81800001000200000000', 'hex')])
    const records = ['7f000001', '7f000002'].map((address) => Buffer.from(`c00c000100010000003c0004${address}`, 'hex'))
    socket.send(Buffer.concat([header, question, ...records]), from.port, from.address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${socket.address().port}`,
    stop: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}
