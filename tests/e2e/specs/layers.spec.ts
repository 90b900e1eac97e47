// Layers: the tab of a repository and the page of a layer, on the sample and on a registry of CNCF distribution.

import { layersOf, users } from '../support/oracle/freed.ts'
import { expectForEverybody } from '../support/everybody.ts'
import { expect, test } from '../support/fixtures.ts'
import { bytes, layerPath, manifestPath, openScanned, readRows, repositoryPath, valueOf } from '../support/pages.ts'
import { tagsOf } from '../support/sample.ts'
import { bodyRows, scanEnds, table } from '../support/views.ts'

const short = (digest: string) => digest.slice('sha256:'.length, 'sha256:'.length + 12)

test('from a repository to its layers, from a layer to its images, and back to the repository of one', async ({ page, dashboard }) => {
  const { url } = await dashboard()
  await openScanned(page, `${url}/r/sample${repositoryPath('web/storefront')}`)
  await page.getByRole('link', { name: 'shared with other repositories' }).click()
  await expect(page.getByRole('tab', { name: /^Layers/ })).toHaveAttribute('aria-selected', 'true')
  const layers = table(page, 'Layers')
  const rows = await readRows(layers)
  const shared = rows.map((row) => (row['Used in'] === 'only here' ? 1 : parseInt(row['Used in']!)))
  expect(shared).toEqual([...shared].sort((a, b) => b - a))
  expect(shared[0]).toBeGreaterThan(1)
  // Nothing here is selected or deleted.
  await expect(layers.getByRole('checkbox')).toHaveCount(0)

  const [row] = rows
  await bodyRows(layers).first().getByRole('link').first().click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Layer [0-9a-f]{12}$/)
  const size = await valueOf(page, 'Size').getByTitle(/bytes$/).getAttribute('title')
  expect(size).toBe(row!.Size)
  await expect(valueOf(page, 'Used by')).toContainText(`in ${row!['Used in']}`)
  await expect(page.getByRole('main')).toContainText(/Its bytes come back when all [\d\u202f]+ images that use it, in \d+ repositories, are deleted\./)
  await expect(valueOf(page, 'Made by')).toHaveText(row!['Made by']!)

  const used = table(page, 'Used by')
  await page.getByRole('searchbox', { name: 'Filter images' }).fill('web/storefront')
  await bodyRows(used).first().getByRole('link', { name: 'storefront' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'storefront' })).toBeVisible()
})

test('the biggest layers of the registry lead to their pages and to the table of all of them, for everybody', async ({ page, dashboard }) => {
  test.slow()
  const { url } = await dashboard()
  await openScanned(page, `${url}/r/sample`)
  await page.getByRole('link', { name: 'What uses the space' }).click()
  const biggest = table(page, 'Biggest layers')
  await expect(bodyRows(biggest)).toHaveCount(5)
  const sizes = await biggest.getByTitle(/bytes$/).evaluateAll((all) => all.map((one) => one.getAttribute('title')))
  const [size] = sizes
  const used = await bodyRows(biggest).first().getByRole('link').innerText()
  await bodyRows(biggest).first().getByRole('link').click()
  await expect(valueOf(page, 'Used by')).toHaveText(used)
  await expect(valueOf(page, 'Size').getByTitle(size!, { exact: true })).toBeVisible()
  await page.goBack()

  const all = page.getByRole('region', { name: 'Biggest layers' }).getByRole('link', { name: /^All / })
  const count = (await all.innerText()).replace('All ', '')
  await all.click()
  await expect(page).toHaveURL(`${url}/r/sample/layers`)
  await expect(page.getByRole('region', { name: 'Layers' })).toContainText(`${count} layers`)
  const layers = table(page, 'Layers')
  expect((await readRows(layers)).slice(0, 5).map((row) => row.Size)).toEqual(sizes)
  await layers.getByRole('columnheader', { name: 'Used by' }).getByRole('button').click()
  await layers.getByRole('columnheader', { name: 'Used by' }).getByRole('button').click()
  await expect(page).toHaveURL(/\?sort=-used$/)
  const first = (await readRows(layers))[0]!
  expect(parseInt(first['Used by']!)).toBeGreaterThan(100)
  await expectForEverybody(page)
  await page.goto(`${url}/r/sample`)
  await page.getByRole('link', { name: 'Biggest layers' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Layers')
})

test("a manifest's layers lead to their pages", async ({ page, dashboard }) => {
  const { url } = await dashboard()
  await openScanned(page, `${url}/r/sample${repositoryPath('web/storefront', 'layers')}`)
  await bodyRows(table(page, 'Layers')).first().getByRole('link').first().click()
  const layer = (await page.getByRole('heading', { level: 1 }).innerText()).replace('Layer ', '')
  await bodyRows(table(page, 'Used by')).first().getByRole('link').last().click()
  const own = bodyRows(table(page, 'Layers')).filter({ hasText: layer })
  await own.getByRole('link').first().click()
  await expect(page.getByRole('heading', { level: 1, name: `Layer ${layer}` })).toBeVisible()
})

test('a config is called a config, and the users of a layer by their kind', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['web/checkout'] })
  const accept = 'application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json'
  const read = async (path: string) => (await fetch(`${sample.url}/v2/web/checkout/${path}`, { headers: { accept } })).json()
  const digest = (await tagsOf(sample, 'web/checkout'))['2.0']!
  const index = await read(`manifests/${digest}`)
  const image = await read(`manifests/${index.manifests[0].digest}`)
  await openScanned(page, url + layerPath(image.config.digest))
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Config ${short(image.config.digest)}`)
  await expect(valueOf(page, 'Used by')).toHaveText('1 image in 1 repository')
  await expectForEverybody(page)

  const { manifests } = await read(`referrers/${digest}`)
  const signature = manifests.find(({ artifactType }: { artifactType: string }) => artifactType.includes('cosign'))
  const [layer] = (await read(`manifests/${signature.digest}`)).layers
  await openScanned(page, url + layerPath(layer.digest))
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Layer ${short(layer.digest)}`)
  await expect(valueOf(page, 'Used by')).toHaveText('1 signature in 1 repository')
  await expect(page.getByRole('main')).toContainText('Its bytes come back when the one signature that uses it is deleted.')
  const [row] = await readRows(table(page, 'Used by'))
  expect(row!.Kind).toBe('signature')
  await bodyRows(table(page, 'Used by')).first().getByRole('cell').nth(2).getByRole('link').click()
  expect((await readRows(table(page, 'Layers')))[0]!['Used by']).toBe('only this signature')
})

test('a link to a layer works while the registry is being read', async ({ page, team }) => {
  const { url, sample } = await team({ repositories: ['docs/handbook', 'legacy/billing'] })
  const accept = 'application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json'
  const digest = (await tagsOf(sample, 'legacy/billing'))['7.0']
  const image = await (await fetch(`${sample.url}/v2/legacy/billing/manifests/${digest}`, { headers: { accept } })).json()
  await sample.hold('GET /v2/legacy/billing/')
  await page.goto(url + layerPath(image.layers[0].digest))
  await expect(page.getByText('Looking for this layer…')).toBeVisible()
  await sample.release()
  await scanEnds(page)
  await expect(bodyRows(table(page, 'Used by')).first()).toBeVisible()
})

test('layers and their users are those of the storage', async ({ page, dashboard, registry, stock }) => {
  const { url, storage } = await registry({ stored: stock.stored })
  const { url: home } = await dashboard({ registries: { team: url } })
  for (const repository of ['web/api', 'data/worker']) {
    const expected = layersOf(storage, repository).map(({ digest, bytes: size, manifests }) => {
      const repositories = new Set(users(storage, digest).map((user) => user.repository)).size
      return [short(digest), bytes(size), String(manifests), repositories === 1 ? 'only here' : `${repositories} repositories`]
    })
    await openScanned(page, `${home}/r/team${repositoryPath(repository, 'layers')}`)
    const rows = await readRows(table(page, 'Layers'))
    const digests = await bodyRows(table(page, 'Layers')).evaluateAll((all) => all.map((row) => /[0-9a-f]{12}/.exec(row.children[1]!.textContent!)![0]))
    const found = rows.map((row, at) => [digests[at], row.Size, row.Manifests, row['Used in']])
    expect(found.sort(), repository).toEqual(expected.sort())
  }

  const [base] = layersOf(storage, 'data/worker').filter(({ digest }) => users(storage, digest).some(({ repository }) => repository === 'library/debian'))
  const expected = users(storage, base!.digest).map(({ repository, digest }) => `${repository} ${short(digest)}`)
  await openScanned(page, `${home}/r/team${layerPath(base!.digest)}`)
  await expect(bodyRows(table(page, 'Used by'))).toHaveCount(expected.length)
  const found = await bodyRows(table(page, 'Used by')).evaluateAll((all) =>
    all.map(({ children }) => `${children[0]!.textContent!.trim()} ${/[0-9a-f]{12}/.exec(children[2]!.textContent!)![0]}`),
  )
  expect(found.sort()).toEqual(expected.sort())
  await expect(page.getByRole('main')).toContainText(`when all ${expected.length} images that use it`)
  await expect(page.getByRole('main')).toContainText('Manifests that the registry does not show may use it, too.')
  await expect(valueOf(page, 'Size').getByTitle(bytes(base!.bytes), { exact: true })).toBeVisible()

  // The same layer on the page of one of its images.
  const [one] = users(storage, base!.digest)
  await openScanned(page, `${home}/r/team${manifestPath(one!.repository, one!.digest)}`)
  await bodyRows(table(page, 'Layers')).filter({ hasText: short(base!.digest) }).getByRole('link').first().click()
  await expect(page).toHaveURL(new RegExp(`${layerPath(base!.digest)}$`))
})
