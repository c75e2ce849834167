import type { Services } from './services.js'

/** What a procedure gets with each request. */
export interface RequestContext {
  requestId: string
  services: Services
}
