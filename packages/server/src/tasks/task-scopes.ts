import type { Scope } from '../access/scope.js'
import type { Task } from './task-schemas.js'

/** What a token needs to start, and so to stop, a task of each kind. */
export const taskScopes: Record<Task['kind'], Scope> = {
  load: 'write',
  backup: 'backup',
  verify: 'backup',
  restore: 'restore',
  import: 'backup',
}
