// support.mjs: the sample registry that with-registry started, and Microsoft's clients for it. Each test
// configures the registry anew: nothing that one does is there for the next.

import { ContainerRegistryClient, ContainerRegistryContentClient } from '@azure/container-registry'

const { ACR_ENDPOINT, ACR_CONTROL } = process.env
export { ACR_CONTROL, ACR_ENDPOINT }
const ENTRA = 'header.entra.signature'
const options = { audience: 'https://containerregistry.azure.net' }

/** For which scopes @azure/identity was asked for a token since the registry was configured. */
export const asked = []
/** Stands for it: always the same access token of Entra. */
const entra = (token = ENTRA) => ({
  getToken: async (scopes) => {
    asked.push(scopes)
    return { token, expiresOnTimestamp: Date.now() + 3_600_000 }
  },
})

/** Starts the registry over: one Entra user with these roles, and whatever else. */
export async function configure(roles = ['Owner'], { azure = {}, ...config } = {}) {
  asked.length = 0
  const identities = [{ kind: 'entra', entra_token: ENTRA, roles }]
  const body = JSON.stringify({ ...config, authentication: { acr: { identities, ...azure } } })
  const answer = await fetch(`${ACR_CONTROL}/_sample/config`, { method: 'POST', body })
  if (!answer.ok) throw new Error(await answer.text())
}

/** What the registry was asked since it was configured: `GET /v2/`, … */
export async function requests() {
  const pairs = await (await fetch(`${ACR_CONTROL}/_sample/requests`)).json()
  return pairs.map((pair) => pair.join(' '))
}

/** Asks the sample itself: `hold` with `METHOD PART-OF-PATH`, `release`. */
export const control = (name, body) => fetch(`${ACR_CONTROL}/_sample/${name}`, { method: 'POST', body })

export const registry = (token, more = {}) =>
  new ContainerRegistryClient(ACR_ENDPOINT, entra(token), { ...options, ...more })
export const anonymous = () => new ContainerRegistryClient(ACR_ENDPOINT, options)
export const content = (name, more = {}) =>
  new ContainerRegistryContentClient(ACR_ENDPOINT, name, entra(), { ...options, ...more })

/** Everything that an iterator has. */
export async function all(iterator) {
  const entries = []
  for await (const entry of iterator) entries.push(entry)
  return entries
}

/** For `assert.rejects`: the status of the answer. */
export const status = (code) => (error) => {
  if (error.statusCode !== code) throw error
  return true
}
