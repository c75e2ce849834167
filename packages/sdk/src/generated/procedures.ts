// Generated from the tables and the router by `pnpm generate`. Do not edit.

import type { CallOptions, Transport } from '../transport.js'
import type {
  AuditEntry,
  Backup,
  BackupTask,
  CreatedMany,
  CreatedToken,
  Department,
  DepartmentChanges,
  DepartmentHires,
  FoundUpload,
  HiredByDepartment,
  HiredByQuarterRow,
  HiredEmployee,
  HiredEmployeeChanges,
  ImportTask,
  Job,
  JobChanges,
  LoadTask,
  MonthHires,
  Preview,
  Reject,
  RestoreTask,
  RevokedToken,
  Scope,
  SystemStatus,
  TableName,
  Task,
  Token,
  Upload,
  VerifyTask,
  YearHires,
} from './types.js'

/** What a server can do, one method for each procedure. A failure is a RollcallError. */
export interface Procedures {
  departments: {
    list: (
      input?: {
        after?: number | undefined
        /** 1 to 1000. Default: `100`. */
        limit?: number | undefined
      },
      options?: CallOptions,
    ) => Promise<{ rows: Department[]; next: number | null }>
    get: (input: { id: number }, options?: CallOptions) => Promise<Department>
    create: (input: Department, options?: CallOptions) => Promise<Department>
    createMany: (
      input: {
        rows: Department[]
        /** Default: `false`. */
        atomic?: boolean | undefined
      },
      options?: CallOptions,
    ) => Promise<CreatedMany>
    update: (input: { id: number; changes: DepartmentChanges }, options?: CallOptions) => Promise<Department>
    remove: (input: { id: number }, options?: CallOptions) => Promise<Department>
  }
  jobs: {
    list: (
      input?: {
        after?: number | undefined
        /** 1 to 1000. Default: `100`. */
        limit?: number | undefined
      },
      options?: CallOptions,
    ) => Promise<{ rows: Job[]; next: number | null }>
    get: (input: { id: number }, options?: CallOptions) => Promise<Job>
    create: (input: Job, options?: CallOptions) => Promise<Job>
    createMany: (
      input: {
        rows: Job[]
        /** Default: `false`. */
        atomic?: boolean | undefined
      },
      options?: CallOptions,
    ) => Promise<CreatedMany>
    update: (input: { id: number; changes: JobChanges }, options?: CallOptions) => Promise<Job>
    remove: (input: { id: number }, options?: CallOptions) => Promise<Job>
  }
  hiredEmployees: {
    list: (
      input?: {
        after?: number | undefined
        /** 1 to 1000. Default: `100`. */
        limit?: number | undefined
      },
      options?: CallOptions,
    ) => Promise<{ rows: HiredEmployee[]; next: number | null }>
    get: (input: { id: number }, options?: CallOptions) => Promise<HiredEmployee>
    create: (input: HiredEmployee, options?: CallOptions) => Promise<HiredEmployee>
    createMany: (
      input: {
        rows: HiredEmployee[]
        /** Default: `false`. */
        atomic?: boolean | undefined
      },
      options?: CallOptions,
    ) => Promise<CreatedMany>
    update: (input: { id: number; changes: HiredEmployeeChanges }, options?: CallOptions) => Promise<HiredEmployee>
    remove: (input: { id: number }, options?: CallOptions) => Promise<HiredEmployee>
  }
  uploads: {
    open: (
      input: {
        id: string
        /** Default: `null`. */
        bytes?: number | null | undefined
        /** By which it is found again when it was interrupted: what the client makes of its file. Default: `null`. */
        fingerprint?: string | null | undefined
        /** An interrupted upload of the same file, which goes on under this id. Default: `null`. */
        continues?: string | null | undefined
      },
      options?: CallOptions,
    ) => Promise<Upload>
    find: (input: { bytes: number; fingerprint: string }, options?: CallOptions) => Promise<FoundUpload[]>
    preview: (
      input: {
        table: TableName
        /** Default: `"auto"`. */
        header?: 'auto' | 'yes' | 'no' | undefined
        /** The columns in the order of the file, "-" for one to pass over; null: those of the header or the table. Default: `null`. */
        columns?: string[] | null | undefined
        /** Default: `","`. */
        delimiter?: ',' | ';' | '|' | '\t' | undefined
        /** UTF-16 is known by its byte order mark, whatever is said here. Default: `"utf-8"`. */
        encoding?: 'utf-8' | 'utf-16' | 'windows-1252' | undefined
        upload: string
        /** What to do with a row whose key is there already. Default: `"reject"`. */
        onConflict?: 'reject' | 'skip' | 'update' | undefined
        /** 1 to 100. Default: `20`. */
        limit?: number | undefined
      },
      options?: CallOptions,
    ) => Promise<Preview>
    status: (input: { id: string }, options?: CallOptions) => Promise<Upload>
    remove: (input: { id: string }, options?: CallOptions) => Promise<Upload>
  }
  loads: {
    start: (
      input: {
        table: TableName
        /** Default: `"auto"`. */
        header?: 'auto' | 'yes' | 'no' | undefined
        /** The columns in the order of the file, "-" for one to pass over; null: those of the header or the table. Default: `null`. */
        columns?: string[] | null | undefined
        /** Default: `","`. */
        delimiter?: ',' | ';' | '|' | '\t' | undefined
        /** UTF-16 is known by its byte order mark, whatever is said here. Default: `"utf-8"`. */
        encoding?: 'utf-8' | 'utf-16' | 'windows-1252' | undefined
        /** What to do with a row whose key is there already. Default: `"reject"`. */
        onConflict?: 'reject' | 'skip' | 'update' | undefined
        /** More rejects than this roll the load back: rows, or a share such as "2.5%". Default: `null`. */
        maxRejects?: string | null | undefined
        /** Everything but the commit. Default: `false`. */
        dryRun?: boolean | undefined
        id: string
        upload: string
      },
      options?: CallOptions,
    ) => Promise<LoadTask>
    rejects: (
      input: {
        load: string
        after?: number | undefined
        /** 1 to 1000. Default: `100`. */
        limit?: number | undefined
      },
      options?: CallOptions,
    ) => Promise<{
      rejects: Reject[]
      /** The `after` of the next page, null on the last one; where lines are long a page ends before `limit`. */
      next: number | null
    }>
  }
  tasks: {
    get: (input: { id: string }, options?: CallOptions) => Promise<Task>
    list: (
      input?: {
        kind?: 'load' | 'backup' | 'verify' | 'restore' | 'import' | undefined
        /** 1 to 1000. Default: `50`. */
        limit?: number | undefined
      },
      options?: CallOptions,
    ) => Promise<Task[]>
    watch: (input: { id: string }, options?: CallOptions) => AsyncIterable<Task>
    cancel: (input: { id: string }, options?: CallOptions) => Promise<Task>
  }
  reports: {
    years: (options?: CallOptions) => Promise<YearHires[]>
    hiredByQuarter: (
      input: {
        /** 1 to 9999. */
        year: number
      },
      options?: CallOptions,
    ) => Promise<HiredByQuarterRow[]>
    hiredByDepartment: (
      input: {
        /** 1 to 9999. */
        year: number
      },
      options?: CallOptions,
    ) => Promise<HiredByDepartment>
    departmentsAboveMean: (
      input: {
        /** 1 to 9999. */
        year: number
      },
      options?: CallOptions,
    ) => Promise<DepartmentHires[]>
    hiresByMonth: (
      input: {
        /** 1 to 9999. */
        year: number
      },
      options?: CallOptions,
    ) => Promise<MonthHires[]>
  }
  backups: {
    create: (input: { task: string }, options?: CallOptions) => Promise<BackupTask>
    list: (options?: CallOptions) => Promise<Backup[]>
    get: (input: { id: string }, options?: CallOptions) => Promise<Backup>
    verify: (input: { task: string; backup: string }, options?: CallOptions) => Promise<VerifyTask>
    remove: (input: { id: string }, options?: CallOptions) => Promise<Backup>
    import: (
      input: {
        /** The files, uploaded before; their names tell their tables. */
        files: Array<{ name: string; upload: string }>
        task: string
      },
      options?: CallOptions,
    ) => Promise<ImportTask>
    restore: (
      input: {
        table: TableName
        backup: string
        /** replace: the table becomes what it was in the backup; merge: rows that came since stay. Default: `"replace"`. */
        mode?: 'replace' | 'merge' | undefined
        /** Say what would change, and change nothing. Default: `false`. */
        dryRun?: boolean | undefined
        task: string
      },
      options?: CallOptions,
    ) => Promise<RestoreTask>
  }
  tokens: {
    create: (
      input: {
        /** What it is for. */
        name: string
        scopes: Scope[]
        /** When it ends; null for one that does not expire. Default: `null`. */
        expiresAt?: string | null | undefined
      },
      options?: CallOptions,
    ) => Promise<CreatedToken>
    list: (options?: CallOptions) => Promise<Token[]>
    revoke: (input: { id: string }, options?: CallOptions) => Promise<RevokedToken>
  }
  audit: {
    list: (
      input?: {
        /** Entries older than this one: `next` of a page. */
        after?: number | undefined
        /** 1 to 1000. Default: `100`. */
        limit?: number | undefined
        table?: TableName | undefined
        action?: string | undefined
        /** Null for what was done without one. */
        token?: string | null | undefined
      },
      options?: CallOptions,
    ) => Promise<{ entries: AuditEntry[]; next: number | null }>
  }
  system: {
    status: (options?: CallOptions) => Promise<SystemStatus>
  }
}

/** Makes the methods on a way to reach the server. */
export function procedures({ call, stream }: Transport): Procedures {
  return {
    departments: {
      list: (input = {}, options) => call('departments.list', 'query', input, options),
      get: (input, options) => call('departments.get', 'query', input, options),
      create: (input, options) => call('departments.create', 'mutation', input, options),
      createMany: (input, options) => call('departments.createMany', 'mutation', input, options),
      update: (input, options) => call('departments.update', 'mutation', input, options),
      remove: (input, options) => call('departments.remove', 'mutation', input, options),
    },
    jobs: {
      list: (input = {}, options) => call('jobs.list', 'query', input, options),
      get: (input, options) => call('jobs.get', 'query', input, options),
      create: (input, options) => call('jobs.create', 'mutation', input, options),
      createMany: (input, options) => call('jobs.createMany', 'mutation', input, options),
      update: (input, options) => call('jobs.update', 'mutation', input, options),
      remove: (input, options) => call('jobs.remove', 'mutation', input, options),
    },
    hiredEmployees: {
      list: (input = {}, options) => call('hiredEmployees.list', 'query', input, options),
      get: (input, options) => call('hiredEmployees.get', 'query', input, options),
      create: (input, options) => call('hiredEmployees.create', 'mutation', input, options),
      createMany: (input, options) => call('hiredEmployees.createMany', 'mutation', input, options),
      update: (input, options) => call('hiredEmployees.update', 'mutation', input, options),
      remove: (input, options) => call('hiredEmployees.remove', 'mutation', input, options),
    },
    uploads: {
      open: (input, options) => call('uploads.open', 'mutation', input, options),
      find: (input, options) => call('uploads.find', 'query', input, options),
      preview: (input, options) => call('uploads.preview', 'query', input, options),
      status: (input, options) => call('uploads.status', 'query', input, options),
      remove: (input, options) => call('uploads.remove', 'mutation', input, options),
    },
    loads: {
      start: (input, options) => call('loads.start', 'mutation', input, options),
      rejects: (input, options) => call('loads.rejects', 'query', input, options),
    },
    tasks: {
      get: (input, options) => call('tasks.get', 'query', input, options),
      list: (input = {}, options) => call('tasks.list', 'query', input, options),
      watch: (input, options) => stream('tasks.watch', input, options),
      cancel: (input, options) => call('tasks.cancel', 'mutation', input, options),
    },
    reports: {
      years: (options) => call('reports.years', 'query', undefined, options),
      hiredByQuarter: (input, options) => call('reports.hiredByQuarter', 'query', input, options),
      hiredByDepartment: (input, options) => call('reports.hiredByDepartment', 'query', input, options),
      departmentsAboveMean: (input, options) => call('reports.departmentsAboveMean', 'query', input, options),
      hiresByMonth: (input, options) => call('reports.hiresByMonth', 'query', input, options),
    },
    backups: {
      create: (input, options) => call('backups.create', 'mutation', input, options),
      list: (options) => call('backups.list', 'query', undefined, options),
      get: (input, options) => call('backups.get', 'query', input, options),
      verify: (input, options) => call('backups.verify', 'mutation', input, options),
      remove: (input, options) => call('backups.remove', 'mutation', input, options),
      import: (input, options) => call('backups.import', 'mutation', input, options),
      restore: (input, options) => call('backups.restore', 'mutation', input, options),
    },
    tokens: {
      create: (input, options) => call('tokens.create', 'mutation', input, options),
      list: (options) => call('tokens.list', 'query', undefined, options),
      revoke: (input, options) => call('tokens.revoke', 'mutation', input, options),
    },
    audit: {
      list: (input = {}, options) => call('audit.list', 'query', input, options),
    },
    system: {
      status: (options) => call('system.status', 'query', undefined, options),
    },
  }
}
