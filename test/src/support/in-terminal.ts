import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { bareEnvironment } from './run-program.js'

/** Something a user waits for on the screen, and the keys pressed then. */
export interface Step {
  see: string
  press: string
}

export interface TerminalEnd {
  code: number
  /** All that was shown, with the terminal's own commands in it. */
  screen: string
  /** Whether the terminal takes lines and shows what is typed, as it did before. */
  restored: boolean
}

interface InTerminal {
  steps: Step[]
  env: Record<string, string>
}

const exec = promisify(execFile)

/** Whether there is a Python, which has the pseudo-terminals Node has not. */
export async function hasTerminals(): Promise<boolean> {
  return exec('python3', ['-c', 'import pty, termios']).then(
    () => true,
    () => false,
  )
}

/** Runs a built program in a pseudo-terminal, pressing keys when what they answer is seen. Ends it when that does not come within 150 seconds. */
export async function inTerminal(program: string, args: string[], { steps, env }: InTerminal): Promise<TerminalEnd> {
  const script = JSON.stringify({ command: [process.execPath, program, ...args], steps })
  const { stdout } = await exec('python3', ['-c', DRIVER, script], {
    env: bareEnvironment({ TERM: 'xterm-256color', ...env }),
  })
  return JSON.parse(stdout) as TerminalEnd
}

const DRIVER = String.raw`
import fcntl, json, os, pty, select, struct, subprocess, sys, termios, time

script = json.loads(sys.argv[1])
# The program's end stays open here too, so that the terminal can be looked at when the program has gone.
terminal, end = pty.openpty()
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
before = termios.tcgetattr(end)
program = subprocess.Popen(script["command"], stdin=end, stdout=end, stderr=end, start_new_session=True,
                           preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))

screen, seen, steps = b"", 0, list(script["steps"])
deadline = time.monotonic() + 150
while program.poll() is None:
    if time.monotonic() > deadline:
        program.kill()
    ready, _, _ = select.select([terminal], [], [], 0.05)
    if ready:
        screen += os.read(terminal, 65536)
    at = screen.find(steps[0]["see"].encode(), seen) if steps else -1
    if at >= 0:
        seen = at + len(steps[0]["see"].encode())
        os.write(terminal, steps.pop(0)["press"].encode())
while select.select([terminal], [], [], 0.05)[0]:
    screen += os.read(terminal, 65536)

print(json.dumps({
    "code": program.returncode,
    "screen": screen.decode(errors="replace"),
    "restored": termios.tcgetattr(end)[3] == before[3],
}))
`
