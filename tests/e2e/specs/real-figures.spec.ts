// Figures of a registry that skopeo filled, compared with its storage directory.

import { companions, freed } from '../support/oracle/freed.ts'
import { comparable, survey } from '../support/oracle/report.ts'
import { expect, test } from '../support/fixtures.ts'
import { atLeast, bytes, exportReport, manifestPath, openScanned, readRows, upTo, valueOf } from '../support/pages.ts'
import { scanEnds, showAllParts, table } from '../support/views.ts'

test('the exported report is what lies in storage, field by field', async ({ page, dashboard, registry, stock }) => {
  const { url, host, storage } = await registry({ delete: true, stored: stock.stored })
  const { url: home } = await dashboard({ registries: { team: url } })
  await page.goto(home)
  await page.getByRole('region', { name: 'Registries' }).getByRole('link', { name: host }).first().click()
  await scanEnds(page)

  const { report } = survey(storage, { host, kind: 'distribution2' })
  expect(report.totals).toMatchObject({ repositories: 8, tags: 27 })
  expect(comparable(await exportReport(page))).toEqual(comparable(report))
})

test('figures on Overview are those of the storage', async ({ page, dashboard, registry, stock }) => {
  const { url, host, storage } = await registry({ stored: stock.stored })
  const { url: home } = await dashboard({ registries: { team: url } })
  await openScanned(page, `${home}/r/team`)

  const { totals, repositories } = survey(storage, { host, kind: 'distribution2' }).report
  // Blobs that only one repository uses are exclusive to it; the rest is shared.
  const shared = repositories.reduce((rest, { exclusive_bytes }) => rest - exclusive_bytes, totals.stored_bytes)
  await expect(page.getByText('all 8 repositories read')).toBeVisible()
  // Untagged manifests are in no list here, and may add to the stored and shared sizes.
  const values = [['Stored', atLeast(totals.stored_bytes)], ['Logical', bytes(totals.logical_bytes)], ['Shared', atLeast(shared)]] as const
  for (const [term, title] of values) await expect(valueOf(page, term).getByTitle(title, { exact: true }), term).toBeVisible()
  await expect(page.getByText('every blob once, without blobs that only untagged manifests use')).toBeVisible()
  // Orphans cannot be known here: there is no figure, and no 0.
  await expect(valueOf(page, 'Reclaimable')).toHaveText('–')

  const bars = page.getByRole('region', { name: 'Largest repositories' }).getByRole('listitem')
  await expect(bars).toHaveCount(8)
  for (const { name, stored_bytes } of repositories) {
    const bar = bars.filter({ has: page.getByRole('link', { name, exact: true }) })
    await expect(bar.getByTitle(atLeast(stored_bytes), { exact: true }), name).toBeVisible()
  }
})

test('figures in the table of repositories are those of the storage', async ({ page, dashboard, registry, stock }) => {
  const { url, host, storage } = await registry({ stored: stock.stored })
  const { url: home } = await dashboard({ registries: { team: url } })
  await openScanned(page, `${home}/r/team/repositories`)

  const expected = survey(storage, { host, kind: 'distribution2' }).report.repositories.map((row) => ({
    Repository: row.name,
    Tags: String(row.tags),
    Manifests: String(row.manifests),
    Untagged: String(row.untagged_manifests),
    Logical: bytes(row.logical_bytes),
    Stored: atLeast(row.stored_bytes),
    'Only here': upTo(row.exclusive_bytes),
    Reclaimable: 'not known',
    'Last updated': row.last_updated ?? '–',
  }))
  const shown = await readRows(table(page, 'Repositories'))
  expect(shown).toHaveLength(expected.length)
  for (const row of expected) expect(shown).toContainEqual(expect.objectContaining(row))
})

test('figures in the tables of tags and manifests are those of the storage', async ({ page, dashboard, registry, stock }) => {
  const { url, host, storage } = await registry({ stored: stock.stored })
  const { url: home } = await dashboard({ registries: { team: url } })
  await openScanned(page, `${home}/r/team/repositories`)

  const { manifests, repositories } = survey(storage, { host, kind: 'distribution2' }).report
  // Platform images and signatures are not deleted along by default here; the hover says what that would free.
  const belongings = (name: string, digest: string) => {
    const own = manifests.filter(({ repository }) => repository === name)
    const tagsOf = (one: string) => own.find((manifest) => manifest.digest === one)?.tags ?? []
    // The referrers that an index of referrers lists are about an image that stays.
    if (tagsOf(digest).some((tag) => tag.startsWith('sha256-'))) return []
    // cosign's signature, and the index that lists the referrers.
    const named = digest.replace(':', '-')
    const attached = own.map((manifest) => manifest.digest).filter((one) => tagsOf(one).some((tag) => tag === named || tag === `${named}.sig`))
    return [...new Set([digest, ...attached].flatMap((one) => companions(storage, name, one)).concat(attached))]
  }
  const expectFrees = (shown: string, alone: number, along: number) => {
    // A child frees nothing while an index lists it, and says so.
    if (shown.includes('It is part of')) expect([alone, shown.startsWith('0 bytes. ')]).toEqual([0, true])
    else expect(shown).toBe(along === alone ? upTo(alone) : `${upTo(alone)}; with its platform images and signatures ${upTo(along)}`)
  }
  for (const { name } of repositories) {
    const own = manifests.filter(({ repository }) => repository === name)
    await test.step(name, async () => {
      await table(page, 'Repositories').getByRole('link', { name, exact: true }).click()
      const tags = table(page, 'Tags')
      await expect(tags).toBeVisible()
      await showAllParts(page)
      const shownTags = await readRows(tags)
      expect(shownTags).toHaveLength(own.flatMap((manifest) => manifest.tags).length)
      for (const { digest, tags: named, content_bytes, exclusive_bytes, created } of own) {
        const along = freed(storage, name, [digest, ...belongings(name, digest)])
        for (const tag of named) {
          const shown = shownTags.find((row) => row.Tag === tag)
          expect(shown).toMatchObject({ Digest: digest, Size: bytes(content_bytes), 'Last updated': created ?? '–' })
          expectFrees(shown!['Frees if deleted']!, exclusive_bytes, along)
        }
      }

      await page.getByRole('tab', { name: 'Manifests' }).click()
      await expect(table(page, 'Manifests')).toBeVisible()
      await showAllParts(page)
      const shownManifests = await readRows(table(page, 'Manifests'))
      expect(shownManifests).toHaveLength(own.length)
      for (const { digest, content_bytes, exclusive_bytes, created } of own) {
        const along = freed(storage, name, [digest, ...belongings(name, digest)])
        const shown = shownManifests.find((row) => row.Digest === digest)
        expectFrees(shown!['Frees if deleted']!, exclusive_bytes, along)
        expect(shown).toMatchObject({
          Size: bytes(content_bytes),
          'Last updated': created ?? '–',
        })
      }
      await page.getByRole('navigation', { name: 'Registry', exact: true }).getByRole('link', { name: 'Repositories' }).click()
    })
  }
})

test('figures on the page of a manifest are those of the storage', async ({ page, dashboard, registry, stock }) => {
  const { url, host, storage } = await registry({ stored: stock.stored })
  const { url: home } = await dashboard({ registries: { team: url } })
  const { manifests } = survey(storage, { host, kind: 'distribution2' }).report
  for (const [name, tag] of [['web/storefront', '1.0.0'], ['data/pipeline', '5.0.0'], ['charts/storefront', '0.2.0']] as const) {
    const { digest, content_bytes, exclusive_bytes, media_type } = manifests.find(
      (manifest) => manifest.repository === name && manifest.tags.includes(tag),
    )!
    await openScanned(page, `${home}/r/team${manifestPath(name, digest)}`)
    const facts = page.getByRole('region', { name: 'Facts' })
    await expect(valueOf(facts, 'Size').getByTitle(bytes(content_bytes), { exact: true })).toBeVisible()
    const figure = valueOf(facts, 'Frees if deleted').first()
    await expect(figure.getByTitle(new RegExp(`^${upTo(exclusive_bytes)}`))).toBeVisible()
    await expect(valueOf(facts, 'Media type')).toHaveText(media_type)
    const children = companions(storage, name, digest)
    const along = facts.getByText('with its platform images and signatures')
    await expect(along).toHaveCount(children.length > 0 ? 1 : 0)
    if (children.length > 0) {
      await expect(along.getByTitle(upTo(freed(storage, name, [digest, ...children])), { exact: true })).toBeVisible()
    }
    const fetched = name.startsWith('charts/') ? `helm pull oci://${host}/${name} --version ${tag}` : `${host}/${name}:${tag}`
    await expect(page.getByText(fetched)).toBeVisible()
  }
})
