// storage.ts: where a registry keeps its blobs: a server of its own, over TLS, under a name.

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
  /** The file with the certificate that it shows: whoever trusts that file trusts it. */
  readonly certificate: string
  /** What it was asked, and under which name over TLS. */
  readonly seen: { method?: string; url?: string; servername: string | false | null; headers: IncomingHttpHeaders }[]
  /** Where it redirects the next requests to. */
  redirect: string | undefined
  /** What it says besides in the next answers. */
  headers: OutgoingHttpHeaders
  stop(): Promise<void>
}

/** A certificate for localhost that nobody else trusts: its files. */
export async function selfSigned(folder: string): Promise<{ certificate: string; key: string }> {
  const [certificate, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')]
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  await promisify(execFile)('openssl', [...args, ...names, '-keyout', key, '-out', certificate])
  return { certificate, key }
}

/** Starts one on a free port. It answers everything with "the blob", or with what `content` finds at an address. */
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

/** A file with the certificates of all of them; it goes with the first. */
export async function certificates(storages: Storage[]): Promise<string> {
  const file = join(dirname(storages[0]!.certificate), 'all.pem')
  await writeFile(file, await Promise.all(storages.map(({ certificate }) => readFile(certificate))))
  return file
}

/** What a page is served with whose registry `team` keeps its blobs there. */
export function keptIn({ certificate }: Storage) {
  return { follow: { team: 'localhost' }, env: { SSL_CERT_FILE: certificate } }
}

/**
 * A name server for nginx, which reads no /etc/hosts. It knows every name as 127.0.0.1 and as 127.0.0.2,
 * where nobody listens: as a name with an address that cannot be reached from here.
 */
export async function startNames(): Promise<{ address: string; stop(): Promise<void> }> {
  const socket = createSocket('udp4')
  socket.on('message', (query, from) => {
    // The header says: an answer, two of it; then the question, then twice a pointer to its name and an A record.
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
