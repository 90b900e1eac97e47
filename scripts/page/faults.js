// Faults that the app cannot tell itself. Either its first module did not arrive, or its wasm code came to a state that
// cannot be, and stopped. A dialog says it and offers to reload. `make dev` writes the reason for a stop to the console.

/** The first module did not arrive, or is not what was built. */
export function notLoaded(error) {
  if (error instanceof WebAssembly.RuntimeError) return stopped(error)
  show('Plimsoll could not be loaded', 'A part of the page did not arrive. Check the connection, then reload.', error)
}

/** From now on no request is sent: other tasks of the app are still there, in a state that nobody planned. */
function stopped(error) {
  if (!(error instanceof WebAssembly.RuntimeError)) return
  window.fetch = () => new Promise(() => {})
  const words =
    'A fault in Plimsoll itself, not in the registry. Requests already sent will finish, no others are sent. Reload to see what the registry holds now.'
  show('Plimsoll stopped', words, error)
}

function show(title, words, error) {
  if (document.getElementById('fault')) return
  const dialog = add(document.body, 'dialog', { id: 'fault' })
  dialog.setAttribute('aria-labelledby', 'fault-title')
  const body = add(dialog, 'div', { className: 'body' })
  add(body, 'h1', { id: 'fault-title', textContent: title })
  add(body, 'p', { textContent: words })
  const details = add(body, 'details', {})
  add(details, 'summary', { textContent: 'For a report' })
  add(details, 'pre', { textContent: error?.stack ?? String(error) })
  const reload = add(add(dialog, 'footer', {}), 'button', { type: 'button', className: 'primary', textContent: 'Reload' })
  reload.addEventListener('click', () => location.reload())
  // Escape leaves the dialog where it is: the page behind it looks alive, and is not.
  dialog.addEventListener('close', () => open())
  const open = () => {
    dialog.showModal()
    reload.focus()
  }
  open()
}

function add(parent, kind, properties) {
  const element = Object.assign(document.createElement(kind), properties)
  parent.append(element)
  return element
}

addEventListener('error', (event) => stopped(event.error))
addEventListener('unhandledrejection', (event) => stopped(event.reason))
