import { spawn, type ChildProcess } from 'node:child_process'

export interface Running {
  readonly pid: number
  /** The output so far, of both streams. */
  output(): string
  /** Ends the program and waits until it is gone. */
  stop(): Promise<void>
}

export interface StartOptions {
  cwd?: string
  env?: Record<string, string>
  /** Whether the program is ready; called with its output so far, until it returns true. */
  ready: (printed: string) => Promise<boolean> | boolean
  /** The longest time to get ready, in milliseconds. */
  patience?: number
}

const running = new Set<ChildProcess>()
// Servers never outlive this worker, however it ends.
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')))

/** Starts a program and waits until it is ready. If it ends before that, its output is the error. */
export async function start(command: string, args: string[], options: StartOptions): Promise<Running> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let printed = ''
  child.stdout.on('data', (chunk) => (printed += chunk))
  child.stderr.on('data', (chunk) => (printed += chunk))
  let ended: string | undefined
  const gone = new Promise<void>((resolve) => {
    const end = (why: string) => {
      ended ??= why
      running.delete(child)
      resolve()
    }
    child.once('error', (error) => end(error.message))
    child.once('exit', (code, signal) => end(`ended with ${signal ?? `exit code ${code}`}`))
  })
  const stop = async () => {
    if (ended) return
    child.kill('SIGTERM')
    const hard = setTimeout(() => child.kill('SIGKILL'), 5000)
    await gone
    clearTimeout(hard)
  }

  const deadline = Date.now() + (options.patience ?? 15_000)
  while (!ended && !(await options.ready(printed))) {
    if (Date.now() > deadline) {
      await stop()
      ended = 'was not ready in time'
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  if (ended) throw new Error(`${command} ${ended}:\n${printed}`)
  return { pid: child.pid!, output: () => printed, stop }
}
