// slow.mjs: a line to a registry with a latency of its own, as a registry far away has.

import { connect, createServer } from 'node:net'

/** Forwards connections to `host` ("127.0.0.1:5000"), with `latency` milliseconds added to each answer: its server, and `at`. */
export async function startSlowLine(host, latency) {
  const [name, port] = host.split(':')
  const server = createServer((client) => {
    const registry = connect(Number(port), name)
    client.setNoDelay()
    registry.setNoDelay()
    client.pipe(registry)
    registry.on('data', (chunk) => setTimeout(() => client.writable && client.write(chunk), latency))
    registry.on('end', () => setTimeout(() => client.end(), latency))
    for (const [one, other] of [[client, registry], [registry, client]]) one.on('error', () => other.destroy())
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, at: `127.0.0.1:${server.address().port}` }
}
