// The set-up's words before it compiles for minutes. Other programs stand in place of the real ones, so that nothing
// is installed.

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'

const ROOT = fileURLToPath(new URL('../../../', import.meta.url))
/** Programs that the scripts themselves use. */
const USED = ['awk', 'bash', 'cat', 'chmod', 'dirname', 'env', 'grep', 'mkdir', 'mktemp', 'mv', 'readlink', 'rm', 'sed', 'uname']

let folder: string
test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-setup-'))
  await mkdir(join(folder, 'bin'))
  for (const name of USED) {
    const file = spawnSync('sh', ['-c', `command -v ${name}`]).stdout.toString().trim()
    await symlink(file, join(folder, 'bin', name))
  }
})
test.afterEach(() => rm(folder, { recursive: true, force: true }))

/** Puts a program on PATH that also records each call. */
async function program(name: string, does: string): Promise<void> {
  const file = join(folder, 'bin', name)
  await writeFile(file, `#!/bin/bash\necho "${name} $*" >>${folder}/called\n${does}\n`)
  await chmod(file, 0o755)
}

const node = (version: string) => `case "$1" in --version) echo ${version};; esac`

/** Runs a script of the set-up with nothing else on PATH; returns its output and the programs that it called. */
async function setUp(script: string, ...args: string[]) {
  const env = { PATH: join(folder, 'bin'), HOME: folder, CARGO_HOME: join(folder, 'cargo'), PLIMSOLL_TOOLS: join(folder, 'tools') }
  const { status, stdout, stderr } = spawnSync('/bin/bash', [join(ROOT, 'scripts/setup', script), ...args], { env })
  const log = join(folder, 'called')
  const called = existsSync(log) ? (await readFile(log, 'utf8')).split('\n').filter((line) => !line.endsWith(' --version')) : []
  return { status, said: `${stdout}${stderr}`, called: called.filter((line) => line !== '') }
}

test('a Node.js that is too old, and no newer one to be had: said in a sentence before anything is compiled', async () => {
  for (const name of ['cc', 'cargo', 'rustup', 'rustc', 'apt-get']) await program(name, 'exit 1')
  await program('node', node('v18.20.4'))
  await program('npm', 'echo no such package; exit 1')
  const { status, said, called } = await setUp('all', 'build')
  expect(status).toBe(1)
  expect(said).toMatch(/^no such package$/m)
  expect(said).toMatch(/^setup: Node\.js v18\.20\.4 is too old: 20 or newer is needed, and npm could not install one.*run this again\.$/m)
  expect(called).toHaveLength(1)
  expect(called[0]).toMatch(/^npm install /)
})

test('a newer Node.js is put beside the old one, and used from then on', async () => {
  await program('cc', '')
  await program('node', node('v18.20.4'))
  // As npm: node_modules/.bin below the folder after --prefix.
  const made = 'mkdir -p "$3/node_modules/.bin"; for name in node npm; do printf "#!/bin/bash\\necho v22.1.0\\n" >"$3/node_modules/.bin/$name"; chmod 755 "$3/node_modules/.bin/$name"; done'
  await program('npm', made)
  const { status, said, called } = await setUp('basics.sh')
  expect([status, said]).toEqual([0, expect.stringMatching(/^setup: Node\.js v18\.20\.4 is too old: 20 or newer is needed; installing .* beside it.*\n$/)])
  expect(called).toEqual([expect.stringMatching(/ node-linux-\w+@22\.[\d.]+ npm@10\.[\d.]+$/)])
  expect(await setUp('basics.sh')).toEqual({ status: 0, said: '', called })
})

test('with a C compiler and a Node.js that will do, nothing is said or asked for', async () => {
  await program('cc', '')
  await program('npm', 'exit 1')
  for (const version of ['v20.0.0', 'v24.11.1', 'v100.0.0']) {
    await program('node', node(version))
    expect(await setUp('basics.sh'), version).toEqual({ status: 0, said: '', called: [] })
  }
})

test('where apt is not, what is missing is named', async () => {
  expect(await setUp('basics.sh')).toMatchObject({ status: 1, said: expect.stringMatching(/^setup: a C compiler is missing, .* gcc libc6-dev\. .*$/m) })
  await program('cc', '')
  expect(await setUp('basics.sh')).toMatchObject({ status: 1, said: expect.stringMatching(/^setup: Node\.js 20 or newer is missing, .* nodejs npm\. .*$/m) })
})
