// A fault in the app itself: its wasm code came to a state that cannot be, and stopped. From then on no request is
// sent, and a dialog says so and offers to reload. `make dev` writes the reason to the console.

function tell(fault) {
  if (!(fault instanceof WebAssembly.RuntimeError) || document.getElementById('stopped')) return
  // Other tasks of the app are still there, in a state that nobody planned: they ask and change nothing any more.
  window.fetch = () => new Promise(() => {})
  const dialog = add(document.body, 'dialog', { id: 'stopped' })
  dialog.setAttribute('aria-labelledby', 'stopped-title')
  const body = add(dialog, 'div', { className: 'body' })
  add(body, 'h2', { id: 'stopped-title', textContent: 'Plimsoll stopped' })
  add(body, 'p', {
    textContent:
      'A fault in Plimsoll itself, not in the registry. Requests already sent will finish, no others are sent. Reload to see what the registry holds now.',
  })
  const details = add(body, 'details', {})
  add(details, 'summary', { textContent: 'For a report' })
  add(details, 'pre', { textContent: fault.stack ?? fault.message })
  const footer = add(dialog, 'footer', {})
  const reload = add(footer, 'button', { type: 'button', className: 'primary', textContent: 'Reload' })
  reload.addEventListener('click', () => location.reload())
  dialog.showModal()
  reload.focus()
}

function add(parent, kind, properties) {
  const element = Object.assign(document.createElement(kind), properties)
  parent.append(element)
  return element
}

addEventListener('error', (event) => tell(event.error))
addEventListener('unhandledrejection', (event) => tell(event.reason))
