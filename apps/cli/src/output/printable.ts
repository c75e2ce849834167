// oxlint-disable-next-line no-control-regex -- control characters are what this is about
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g

/** The text with its control characters shown as `\x1b`, so that data cannot command the terminal it is shown on. */
export function printable(text: string): string {
  return text.replace(CONTROL, (character) => named[character] ?? hex(character))
}

const named: Record<string, string> = {
  '\t': String.raw`\t`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
}

function hex(character: string): string {
  return String.raw`\x` + character.charCodeAt(0).toString(16).padStart(2, '0')
}
