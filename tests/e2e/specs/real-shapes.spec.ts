// Figures of page and report on generated registries of three shapes, against what lies in their storage.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exclusive, stored } from '../support/oracle/figures.ts'
import { freed, layersOf, users } from '../support/oracle/freed.ts'
import { readManifests, reachable } from '../support/oracle/graph.ts'
import { storageIn } from '../support/oracle/in.ts'
import { comparable, survey } from '../support/oracle/report.ts'
import { freedBy, openDeletion } from '../support/dialog.ts'
import { expect, test } from '../support/fixtures.ts'
import { atLeast, bytes, exportReport, layerPath, openScanned, repositoryPath, upTo, valueOf } from '../support/pages.ts'
import { missing, type Version } from '../support/registry.ts'
import { SHAPES, writeShape } from '../support/shapes.ts'
import { bodyRows, table } from '../support/views.ts'

for (const version of [2, 3] as const satisfies Version[]) {
  for (const shape of SHAPES) {
    test(`distribution ${version}, ${shape}: registry, namespaces, layers and selections are those of the storage`, async ({ page, dashboard, registry }) => {
      test.skip(missing(version) !== undefined, missing(version) ?? '')
      test.slow()
      const written = await mkdtemp(join(tmpdir(), 'plimsoll-shape-'))
      writeShape(written, shape, version)
      const { url, host, storage } = await registry({ version, delete: true, stored: written })
      await rm(written, { recursive: true })
      const { url: home } = await dashboard({ registries: { team: url } })
      await openScanned(page, `${home}/r/team`)
      const { report } = survey(storage, { host, kind: `distribution${version}` })
      expect(comparable(await exportReport(page))).toEqual(comparable(report))

      const files = storageIn(storage)
      const sizes = files.blobs()
      const all = files.repositories().flatMap((name) => reachable(readManifests(files, name), files.listsReferrers))
      const namespaces = new Set(files.repositories().flatMap((name) => beginnings(name)))
      for (const namespace of [...namespaces].slice(0, 4)) {
        await openScanned(page, `${home}/r/team/namespaces/${encodeURIComponent(namespace)}`)
        const own = all.filter(({ repository }) => repository.startsWith(`${namespace}/`))
        const [whole, only] = [stored(own, sizes), exclusive(own, all, sizes)]
        const titles = [['Stored', atLeast(whole)], ['Only here', upTo(only)], ['Shared', atLeast(whole - only)]] as const
        for (const [term, title] of titles) await expect(valueOf(page, term).getByTitle(title, { exact: true }), `${namespace} ${term}`).toBeVisible()
      }

      const repository = files.repositories().at(-1)!
      for (const { digest, bytes: size } of layersOf(storage, repository).slice(0, 3)) {
        await openScanned(page, `${home}/r/team${layerPath(digest)}`)
        await expect(valueOf(page, 'Size').getByTitle(bytes(size), { exact: true })).toBeVisible()
        await expect(bodyRows(table(page, 'Used by'))).toHaveCount(users(storage, digest).length)
      }

      await openScanned(page, `${home}/r/team${repositoryPath(repository, 'manifests')}`)
      const manifests = table(page, 'Manifests')
      const chosen: string[] = []
      for (const row of await bodyRows(manifests).filter({ has: page.getByRole('checkbox') }).all()) {
        if (chosen.length === 5) break
        chosen.push(new URL((await row.getByRole('link').last().getAttribute('href'))!, home).pathname.match(/sha256:[0-9a-f]{64}/)![0])
        await row.getByRole('checkbox').check()
      }
      expect(chosen.length).toBeGreaterThan(2)
      expect(await freedBy(await openDeletion(page))).toBe(freed(storage, repository, chosen))
    })
  }
}

/** The namespaces of a name: `a` and `a/b` of `a/b/c`. */
function beginnings(name: string): string[] {
  const parts = name.split('/')
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'))
}
