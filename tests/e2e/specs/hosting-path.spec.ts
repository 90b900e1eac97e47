// One build of the page at the root of a host and below any path, through both servers.

import { expect, test } from '../support/fixtures.ts'
import { askToDelete, confirmAndClose } from '../support/dialog.ts'
import { listen } from '../support/listener.ts'
import { RegistryApi } from '../support/oracle/api.ts'
import { repositoryPath } from '../support/pages.ts'
import { scanEnds, table } from '../support/views.ts'

const USERS = { ada: 'correct horse:battery' }

for (const server of ['caddy', 'nginx'] as const) {
  test.describe(server, () => {
    for (const subPath of ['', '/plimsoll', '/tools/r/registry'] as const) {
      test(`below ${subPath || '/'}: links, deep links, reload, back; everything that is asked stays below it`, async ({ page, dashboard }) => {
        const { url } = await dashboard({ server, subPath, extraConfig: { title: 'Harbour office' } })
        const asked: string[] = []
        page.on('request', (request) => asked.push(request.url()))
        await page.addInitScript(() => addEventListener('securitypolicyviolation', ({ blockedURI }) => console.error(`policy: ${blockedURI}`)))
        await page.goto(`${url}/`)
        await expect(page).toHaveTitle('Harbour office · Plimsoll')
        await page.getByRole('link', { name: 'Open the sample registry' }).click()
        await expect(page).toHaveURL(`${url}/r/sample`)
        const nav = page.getByRole('navigation', { name: 'Registry', exact: true })
        await expect(nav.getByRole('link', { name: 'Overview' })).toHaveAttribute('aria-current', 'page')
        await nav.getByRole('link', { name: 'Repositories' }).click()
        await expect(page).toHaveURL(`${url}/r/sample/repositories`)
        await expect(nav.getByRole('link', { name: 'Overview' })).not.toHaveAttribute('aria-current')

        // A table's order in the address stays below the path, too.
        await page.getByRole('searchbox').fill('handbook')
        await expect(page).toHaveURL(`${url}/r/sample/repositories?q=handbook`)
        await table(page, 'Repositories').getByRole('link', { name: 'docs/handbook' }).click()
        const repository = `${url}/r/sample/repositories/docs%2Fhandbook`
        await expect(page).toHaveURL(repository)
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('handbook')
        await page.reload()
        await expect(page).toHaveURL(repository)
        await expect(page.getByRole('heading', { level: 1 })).toHaveText('handbook')
        await table(page, 'Tags').getByRole('link').first().click()
        await expect(page).toHaveURL(/\/repositories\/docs%2Fhandbook\/manifests\/sha256/)
        const manifest = page.url()
        await page.goBack()
        await expect(page).toHaveURL(repository)

        // A second visitor opens the link.
        await page.goto(manifest)
        await expect(page.getByRole('region', { name: 'Facts' })).toContainText('Media type')
        await page.getByRole('link', { name: 'Harbour office, all registries' }).click()
        await expect(page).toHaveURL(`${url}/`)
        expect(asked.filter((address) => !address.startsWith(`${url}/`))).toEqual([])
        expect(asked.length).toBeGreaterThan(10)
      })
    }

    // A path may contain `registry/`, with which the registries' own addresses begin.
    for (const subPath of ['', '/registry', '/registry/team', '/tools/r/registry', '/a.b/registry/x'] as const) {
      test(`below ${subPath || '/'}: a registry is reached by the address as it is written, and no other`, async ({ request, dashboard }) => {
        const [team, attic] = await Promise.all([listen(), listen()])
        try {
          const { url } = await dashboard({ server, subPath, registries: { team: team.url, attic: attic.url } })
          for (const path of ['/v2/', '/v2/a%2Fregistry/attic/v2/?n=1%2F2', '/registry/attic/v2/']) {
            expect((await request.get(`${url}/registry/team${path}`)).status(), path).toBe(200)
            expect(team.seen.at(-1)?.url).toBe(path)
          }
          expect(attic.seen).toEqual([])
          expect((await request.get(`${url}/registry/other/registry/team/v2/`)).status()).toBe(404)
          expect(team.seen).toHaveLength(3)
        } finally {
          await Promise.all([team.stop(), attic.stop()])
        }
      })
    }

    for (const subPath of ['/tools/plimsoll', '/tools/r/registry']) {
      test(`below ${subPath}: distribution with htpasswd: sign in, scan, delete`, async ({ page, dashboard, registry, stock }) => {
        const { url, host } = await registry({ delete: true, users: USERS, stored: stock.tidy })
        const { url: home } = await dashboard({ server, subPath, registries: { team: url } })
        const signed = new Set<string>()
        page.on('request', (request) => request.headers()['authorization'] && signed.add(new URL(request.url()).pathname.split('/v2/')[0]!))
        await page.goto(`${home}/r/team${repositoryPath('data/worker')}`)
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(`Sign in to ${host}`)
        await page.getByRole('textbox', { name: 'User name' }).fill('ada')
        await page.getByLabel('Password').fill(USERS.ada)
        await page.getByRole('button', { name: 'Connect' }).click()
        await scanEnds(page)
        await confirmAndClose(await askToDelete(page, 'Tags', ['3.1.0']), 1)
        expect(await new RegistryApi(url, `ada:${USERS.ada}`).tags('data/worker')).toEqual(['3.0.0', 'doubled', 'stable'])
        expect([...signed]).toEqual([`${subPath}/registry/team`])
      })
    }

    test('below a path nothing else is answered, and the path leads in without its slash', async ({ request, dashboard }) => {
      const { url } = await dashboard({ server, subPath: '/plimsoll' })
      const { origin } = new URL(url)
      const bare = await request.get(`${origin}/plimsoll`, { maxRedirects: 0 })
      expect(bare.status()).toBe(308)
      expect(new URL(bare.headers()['location']!, origin).pathname).toBe('/plimsoll/')
      for (const path of ['/', '/config.json', '/registry/team/v2/', '/_plimsoll/', '/_plimsoll/config.json', '/plimsoller/']) {
        const answer = await request.get(`${origin}${path}`)
        expect(await answer.text(), path).not.toContain('<base')
        expect(await answer.text(), path).not.toContain('registries')
      }
    })
  })
}
