// push.ts: pushes images with skopeo, a client that teams use: what arrives is what a real client sends.

import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import type { Fleet, Push } from './fleet.ts'

const run = promisify(execFile)

/** The registry to push to. */
export interface PushTarget {
  /** The host in image names: 127.0.0.1:PORT. Images are pushed over http. */
  host: string
  /** `name:password`, if the registry asks for a sign-in. */
  credentials?: string
}

/** Pushes the whole fleet, repositories side by side, the tags of each in the fleet's order. */
export async function pushFleet(fleet: Fleet, target: PushTarget): Promise<void> {
  await pushAll(fleet.pushes, target)
}

/** Pushes some of a fleet: `fleet.pushes.filter(…)`. */
export async function pushAll(pushes: readonly Push[], target: PushTarget): Promise<void> {
  const queues = new Map<string, Push[]>()
  for (const push of pushes) queues.set(push.repository, [...(queues.get(push.repository) ?? []), push])
  // Longest first, so that no long one is left to the end.
  const waiting = [...queues.values()].sort((one, other) => other.length - one.length)
  await inTemporaryFolder(async (folder) => {
    const worker = async () => {
      for (let queue = waiting.shift(); queue; queue = waiting.shift()) {
        for (const push of queue) await copy(push, target, folder)
      }
    }
    await Promise.all([worker(), worker()])
  })
}

/** Pushes one image to any tag, say to move a tag behind a page's back. */
export async function pushImage(push: Push, target: PushTarget): Promise<void> {
  await pushAll([push], target)
}

async function copy({ source, repository, tag }: Push, { host, credentials }: PushTarget, folder: string): Promise<void> {
  const destination = `docker://${host}/${repository}:${tag}`
  const options = ['--all', '--preserve-digests', '--quiet', '--retry-times=2', '--dest-tls-verify=false']
  options.push(credentials === undefined ? '--dest-no-creds' : `--dest-creds=${credentials}`)
  try {
    await run('skopeo', ['--insecure-policy', `--tmpdir=${folder}`, '--command-timeout=60s', 'copy', ...options, source, destination])
  } catch (error) {
    const { stderr } = error as { stderr?: string }
    // The error does not repeat the command line, because that holds the password.
    throw new Error(`skopeo could not push ${source} to ${destination}: ${stderr ?? 'is it installed?'}`)
  }
}

async function inTemporaryFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-push-'))
  try {
    await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
