/** The SHA-256 of bytes in base64; undefined where the platform has none, as in a page that did not come over TLS. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  const subtle = crypto.subtle as typeof crypto.subtle | undefined
  if (!subtle) return undefined
  return btoa(String.fromCharCode(...new Uint8Array(await subtle.digest('SHA-256', bytes))))
}
