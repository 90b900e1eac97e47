// http2.mjs: nginx with TLS and HTTP/2 before a page that is served over HTTP/1.1. Its certificate is signed by itself.

import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const PORT = 18_443

/** Starts it, with its files in `folder`: its process and its address; or no process, and why. */
export function startHttp2(folder, home) {
  const nginx = ['/usr/sbin/nginx', '/usr/bin/nginx', '/opt/homebrew/bin/nginx'].find(existsSync)
  if (!nginx) return { at: 'nginx is missing' }
  const own = join(folder, 'http2')
  mkdirSync(own)
  const [key, certificate] = [join(own, 'key.pem'), join(own, 'certificate.pem')]
  try {
    const subject = ['-subj', '/CN=localhost', '-days', '2', '-nodes', '-keyout', key, '-out', certificate]
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', ...subject], { stdio: 'ignore' })
  } catch {
    return { at: 'openssl is missing' }
  }
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${join(own, one)};`)
  writeFileSync(
    join(own, 'nginx.conf'),
    `daemon off; pid ${join(own, 'pid')}; error_log ${join(own, 'error.log')}; worker_processes 1;
events { worker_connections 1024; }
http {
  access_log off; ${paths.join(' ')}
  upstream page { server ${new URL(home).host}; keepalive 64; }
  server {
    listen 127.0.0.1:${PORT} ssl http2;
    ssl_certificate ${certificate}; ssl_certificate_key ${key};
    client_max_body_size 64m;
    location / { proxy_pass http://page; proxy_http_version 1.1; proxy_set_header Connection ''; proxy_set_header Host ${new URL(home).host}; }
  }
}
`,
  )
  return { server: spawn(nginx, ['-c', join(own, 'nginx.conf')], { stdio: 'ignore' }), at: `https://127.0.0.1:${PORT}` }
}
