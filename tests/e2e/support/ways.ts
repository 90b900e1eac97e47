// ways.ts: registries behind the page, and the ways to sign in to them.

import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import type { DashboardOptions } from './dashboard.ts'
import { ADA as HARBOR_USER, ROBOT as HARBOR_ROBOT, serveHarbor } from './harbor.ts'
import { pushFleet } from './images/push.ts'
import { RegistryApi } from './oracle/api.ts'
import { surveyAzure } from './oracle/azure.ts'
import { comparable, survey, type Report } from './oracle/report.ts'
import { missing, startRegistry, type Version } from './registry.ts'
import { startSample, tagsOf, type Identity } from './sample.ts'
import { forms, ZEROS } from './sign_in.ts'
import type { Stock } from './stock.ts'
import { missingTokenServer, startTokenServer } from './token_server.ts'
import { missingZot, startZot } from './zot.ts'

/** A running registry, and how to sign in to it. */
export interface Place {
  /** The options of the page; the registry's alias is `team`. */
  readonly options: DashboardOptions
  /** The kind that the page shows. */
  readonly host: string
  /** The words for the form; none if nobody signs in. */
  readonly user?: { user: string; password: string }
  /** The path of the page's server below which the user name and password, or the token to exchange, are sent. */
  readonly secretsTo?: string
  /** The words with which the scan ends. */
  readonly ends: 'Scan complete' | 'Scan incomplete'
  /** The repository and the tag that are deleted. */
  readonly repository: string
  readonly tag: string
  /** The words that are shown instead, if the deletion is refused. */
  readonly refused?: string
  /** Steps that the registry needs beyond the form. */
  enter?(page: Page): Promise<void>
  /** Expects the exported report to equal what the registry holds now. */
  compare(report: Report): Promise<void>
  /** Whether the tag is gone. */
  isGone(): Promise<boolean>
  stop(): Promise<void>
}

/** A way into a registry. */
export interface Way {
  readonly name: string
  /** The reason why this way is not here, for `test.skip`. */
  missing?(): string | undefined
  start(stock: Stock): Promise<Place>
}

const ADA = { user: 'ada', password: 'correct horse:battery' }
const ALICE = { user: 'alice', password: 'Al1ce:in-w0nderland' }
const ADMIN = { user: 'team', password: 'Adm1n-pass-9f2' }
const ROBOT = { user: '6d1f0a4e-app', password: 'De1eter-s3cret' }
const NIGHTLY = { user: 'nightly', password: 'T0ken-pass-77' }
const PASTED = { user: ZEROS, password: 'eyJhbGciOiJub25lIn0.eyJqdGkiOiJ0ZXN0In0.c2lnbmF0dXJlLW9mLWEtdGVzdA' }

export const WAYS: Way[] = [
  { name: 'distribution 2.8, htpasswd', start: (stock) => distribution(stock, 2, ADA) },
  { name: 'distribution 2.8, its token server', missing: missingTokenServer, start: tokenServer },
  { name: 'distribution 3, htpasswd', missing: () => missing(3), start: (stock) => distribution(stock, 3, ADA) },
  { name: 'zot', missing: missingZot, start: zot },
  { name: 'Harbor (a stand-in), user', start: () => harbor(HARBOR_USER) },
  { name: 'Harbor (a stand-in), robot account', start: () => harbor(HARBOR_ROBOT) },
  { name: 'Azure, admin user', start: () => azure(ADMIN, [{ kind: 'admin', ...ADMIN }]) },
  { name: 'Azure, service principal', start: () => azure(ROBOT, [{ kind: 'service_principal', ...ROBOT, roles: ['AcrPull', 'AcrDelete'] }]) },
  { name: 'Azure, repository-scoped token', start: scopedToken },
  { name: 'Azure, pasted token', start: () => azure(PASTED, [{ kind: 'entra', refresh_token: PASTED.password, roles: ['AcrPull', 'AcrDelete'] }]) },
  { name: 'Azure, anonymous', start: () => azure(undefined, []) },
]

/** Every form in which a secret of this registry may appear. */
export function secretsOf({ user }: Place): string[] {
  return user ? forms(user.user, user.password) : []
}

const IN_STOCK = { ends: 'Scan complete', repository: 'data/worker', tag: '3.1.0' } as const

async function distribution(stock: Stock, version: Version, user: typeof ADA): Promise<Place> {
  const { url, host, kind, storage, stop } = await startRegistry({ version, delete: true, stored: stock.tidy, users: { [user.user]: user.password } })
  const api = new RegistryApi(url, `${user.user}:${user.password}`)
  return {
    ...IN_STOCK,
    options: { registries: { team: url } },
    host,
    user,
    secretsTo: '/registry/team/v2/',
    async compare(report) {
      expect(comparable(report)).toEqual(comparable(survey(storage, { host, kind }).report))
    },
    isGone: async () => !(await api.tags(IN_STOCK.repository)).includes(IN_STOCK.tag),
    stop,
  }
}

/** Distribution's token server: it grants the catalog to every user, and only repositories below the user's own name. */
async function tokenServer(stock: Stock): Promise<Place> {
  const stored = await mkdtemp(join(tmpdir(), 'plimsoll-alice-'))
  await cp(stock.tidy, stored, { recursive: true })
  const repositories = join(stored, 'docker/registry/v2/repositories')
  await cp(join(repositories, 'data/worker'), join(repositories, 'alice/app'), { recursive: true })
  const tokens = await startTokenServer({ [ALICE.user]: ALICE.password })
  const { url, host, kind, storage, stop } = await startRegistry({ delete: true, tokens: tokens.auth, stored })
  return {
    options: {
      registries: { team: url, 'team-tokens': `http://${tokens.host}` },
      extraConfig: { trusted_realms: [{ host: tokens.host, through: 'team-tokens' }] },
    },
    host,
    user: ALICE,
    secretsTo: '/registry/team-tokens/token/',
    ends: 'Scan incomplete',
    repository: 'alice/app',
    tag: '3.1.0',
    async compare(report) {
      // The report names the repositories that were not granted, and for alice's it equals the storage. As always it also
      // says that untagged manifests are not listed.
      const { repositories, manifests, missing } = survey(storage, { host, kind }).report
      const notGranted = repositories.map(({ name }) => name).filter((name) => name !== 'alice/app')
      expect(new Set(report.missing.filter(({ what }) => what !== 'untagged').map(({ repository }) => repository))).toEqual(new Set(notGranted))
      expect(report.missing.filter(({ what }) => what === 'untagged')).toEqual(missing)
      const alices = (all: Report['repositories']) => all.filter(({ name }) => name === 'alice/app').map(({ tags, manifests, logical_bytes, stored_bytes }) => ({ tags, manifests, logical_bytes, stored_bytes }))
      expect(alices(report.repositories)).toEqual(alices(repositories))
      const own = (all: Report['manifests']) => all.filter(({ repository }) => repository === 'alice/app').map(({ digest, tags, content_bytes }) => ({ digest, tags, content_bytes }))
      expect(own(report.manifests)).toEqual(own(manifests))
    },
    isGone: async () => !survey(storage, { host, kind }).report.manifests.some(({ repository, tags }) => repository === 'alice/app' && tags.includes('3.1.0')),
    async stop() {
      await stop()
      await tokens.stop()
      await rm(stored, { recursive: true, force: true })
    },
  }
}

async function zot(stock: Stock): Promise<Place> {
  const { url, host, stop } = await startZot()
  await pushFleet(stock.fleet, { host })
  const api = new RegistryApi(url)
  return {
    ...IN_STOCK,
    options: { registries: { team: url } },
    host,
    async compare(report) {
      expect(report).toMatchObject({ complete: true, registry: { kind: 'zot' }, totals: { repositories: 8 } })
    },
    isGone: async () => !(await api.tags(IN_STOCK.repository)).includes(IN_STOCK.tag),
    stop,
  }
}

/** Harbor: all its paths go through the page's server, /v2, /service/token and /api/v2.0. */
async function harbor(user: typeof HARBOR_USER): Promise<Place> {
  const { url, host, asked, holds, stop } = await serveHarbor()
  return {
    options: { registries: { team: url } },
    host,
    user,
    secretsTo: '/registry/team/',
    ends: 'Scan complete',
    repository: 'team/app/web',
    tag: 'nightly',
    refused: user === HARBOR_ROBOT ? 'a robot account needs the permissions Delete Artifact' : undefined,
    async compare({ complete, registry, totals, manifests }) {
      const held = holds()
      expect({ complete, kind: registry.kind, bytes: totals.stored_bytes }).toEqual({ complete: true, kind: 'harbor', bytes: held.bytes })
      expect(Object.fromEntries(manifests.map(({ digest, tags }) => [digest, [...tags].sort()]))).toEqual(held.manifests)
      for (const path of ['/v2/', '/service/token', '/api/v2.0/repositories']) expect(asked, path).toContain(`GET ${path}`)
    },
    isGone: async () => !Object.values(holds().manifests).flat().includes('nightly'),
    stop,
  }
}

/** The sample as an Azure registry with these identities. Without any, everybody may pull. */
async function azure(user: Place['user'], identities: Identity[], names = ['docs/handbook', 'legacy/billing']): Promise<Place> {
  const host = 'team.azurecr.io'
  const acr = { identities, anonymous_pull: identities.length === 0, realm: `https://${host}/oauth2/token` }
  const sample = await startSample({ config: { repositories: names, authentication: { acr } } })
  // A copy of the registry without sign-in, to read it behind the page's back. A deletion by the page is repeated in it.
  const open = await startSample({ config: { repositories: names } })
  const repository = names.at(-1)!
  const tags = await tagsOf(open, repository)
  const tag = Object.keys(tags).find((tag) => Object.values(tags).filter((digest) => digest === tags[tag]).length === 1 && tag.length > 1)!
  const isGone = async () => (await sample.requests()).some(([method, path]) => method === 'DELETE' && decodeURIComponent(path) === `/v2/${repository}/manifests/${tags[tag]}`)
  return {
    options: { registries: { team: sample.url }, publicHosts: { team: host } },
    host,
    user,
    secretsTo: '/registry/team/oauth2/token',
    ends: 'Scan complete',
    repository,
    tag,
    refused: identities.length === 0 ? `Nobody may delete in ${repository} without signing in: the right delete is missing.` : undefined,
    async compare(report) {
      if (await isGone()) await fetch(`${open.url}/v2/${repository}/manifests/${tags[tag]}`, { method: 'DELETE' })
      const held = await surveyAzure(open.url, { host, kind: 'acr' })
      // If names were typed, nobody knows which other repositories exist, nor which orphans are there.
      const unlisted = { repository: null, reference: null, what: 'catalog', why: 'The list of repositories was not read to its end.' }
      const part = { complete: false, missing: [...held.missing, unlisted], totals: { ...held.totals, reclaimable_bytes: null } }
      expect(comparable(report)).toEqual(comparable(user === NIGHTLY ? { ...held, ...part } : held))
    },
    isGone,
    async stop() {
      await sample.stop()
      await open.stop()
    },
  }
}

/** A sign-in that may not list repositories: their names are typed. */
async function scopedToken(): Promise<Place> {
  const scope_map = [{ repositories: 'legacy/*', actions: ['content/read' as const, 'content/delete' as const, 'metadata/read' as const] }]
  const place = await azure(NIGHTLY, [{ kind: 'token', ...NIGHTLY, scope_map }], ['legacy/billing'])
  return {
    ...place,
    async enter(page) {
      const names = page.getByRole('textbox', { name: 'Repository names' })
      // The names are kept from the first visit and not asked for again.
      const asked = page.getByRole('heading', { level: 1, name: `Which repositories of ${place.host}?` })
      await expect(asked.or(page.getByRole('status').filter({ hasText: 'Scan' }))).toBeVisible()
      if (!(await asked.isVisible())) return
      await names.fill(place.repository)
      await page.getByRole('button', { name: 'Read these repositories' }).click()
    },
  }
}
