// A copy of the built page whose files a test may take away or change, as a failing host or a new release would.

import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const BUILT = process.env.PLIMSOLL_DIST ?? fileURLToPath(new URL('../../../dist', import.meta.url))
/** `registry-0123456789abcdef.wasm` */
const MODULE = /^([a-z]+)-[0-9a-f]{16}\.wasm$/

/** The name of the module that a request for `url` fetches, or nothing. */
export function moduleOf(url: string): string | undefined {
  return MODULE.exec(new URL(url).pathname.split('/').pop() ?? '')?.[1]
}

export class Release {
  private constructor(readonly folder: string) {}

  static async copy(): Promise<Release> {
    const folder = await mkdtemp(join(tmpdir(), 'plimsoll-release-'))
    await cp(BUILT, folder, { recursive: true })
    return new Release(folder)
  }

  /** The files of a module: as it is, and compressed. */
  async #files(module: string): Promise<string[]> {
    const all = (await readdir(this.folder)).filter((file) => MODULE.exec(file.replace(/\.(?:br|gz)$|\.away$/g, ''))?.[1] === module)
    if (all.length === 0) throw new Error(`no module ${module} in ${BUILT}`)
    return all.map((file) => join(this.folder, file))
  }

  /** Removes a module from the host. */
  async take(module: string): Promise<void> {
    for (const file of await this.#files(module)) await rename(file, `${file}.away`)
  }

  /** Puts a removed module back. */
  async putBack(module: string): Promise<void> {
    const away = (await readdir(this.folder)).filter((file) => file.startsWith(`${module}-`) && file.endsWith('.away'))
    for (const file of away) await rename(join(this.folder, file), join(this.folder, file.replace(/\.away$/, '')))
  }

  /** Makes the host answer with other bytes of a module than those that were built. */
  async damage(module: string): Promise<void> {
    for (const file of await this.#files(module)) {
      if (file.endsWith('.wasm')) await writeFile(file, Buffer.concat([await readFile(file), Buffer.from([0, 1, 0])]))
      else await rm(file)
    }
  }

  /** Makes the host serve another release, whose page names another script. Returns the function that undoes it. */
  async replacePage(): Promise<() => Promise<void>> {
    const page = join(this.folder, 'index.html')
    for (const packed of ['br', 'gz']) await rm(`${page}.${packed}`, { force: true })
    const text = await readFile(page, 'utf8')
    await writeFile(page, text.replace(/plimsoll-[0-9a-f]{16}\.js/g, 'plimsoll-0123456789abcdef.js'))
    return () => writeFile(page, text)
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }
}
