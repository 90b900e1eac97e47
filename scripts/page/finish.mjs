// Trunk runs this when the page is built and before it is put into dist.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openBase, refuseAbsolute, relative } from './base.mjs'
import { compressFolder } from './compress.mjs'
import { moveInlineScript, refuseInline } from './inline.mjs'
import { nameByContent } from './names.mjs'

const folder = process.env.TRUNK_STAGING_DIR
const index = join(folder, 'index.html')

const named = nameByContent(folder, readFileSync(index, 'utf8'))
const placed = relative(named, process.env.TRUNK_PUBLIC_URL ?? '/', readdirSync(folder))
const page = openBase(moveInlineScript(placed, (name, text) => writeFileSync(join(folder, name), text)))
writeFileSync(index, page)

// `trunk serve` reloads the page with a script of its own, so only a release has to be without.
if (process.env.TRUNK_PROFILE === 'release') {
  refuseInline(page)
  refuseAbsolute(page)
  compressFolder(folder)
}
