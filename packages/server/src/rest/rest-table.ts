import { tables } from '@rollcall/tables'
import type { Scope } from '../access/scope.js'
import type { RouteDocs } from '../openapi/route-docs.js'
import { departmentsAboveMean } from '../reports/departments-above-mean.js'
import { hiredByQuarter } from '../reports/hired-by-quarter.js'
import { departmentHiresSchema, hiredByQuarterRowSchema } from '../reports/report-schemas.js'
import { answerReport } from './answer-report.js'
import { createRow, createRows } from './create-rows.js'
import { listBackups } from './list-backups.js'
import { listRows } from './list-rows.js'
import { makeBackup } from './make-backup.js'
import type { RestAnswer } from './rest-answer.js'
import {
  backupDocs,
  createDocs,
  createManyDocs,
  listBackupsDocs,
  listDocs,
  reportDocs,
  restoreDocs,
} from './rest-docs.js'
import { restoreByName } from './restore-by-name.js'

/** One old path: how it is asked, what a token needs for it, and who answers. */
export interface RestRoute {
  methods: ('GET' | 'POST')[]
  path: string
  scope: Scope | Scope[]
  answer: RestAnswer
  docs: RouteDocs
}

const { departments, jobs, hiredEmployees } = tables
const GET: RestRoute['methods'] = ['GET']
const POST: RestRoute['methods'] = ['POST']

/** Every path of the Django service that Rollcall replaces; its clients rely on them, so none changes. */
export const restTable: readonly RestRoute[] = [
  { methods: GET, path: '/api/departments', scope: 'read', answer: listRows(departments), docs: listDocs(departments) },
  {
    methods: POST,
    path: '/api/departments',
    scope: 'write',
    answer: createRow(departments),
    docs: createDocs(departments),
  },
  {
    methods: GET,
    path: '/api/departments-list-serializer',
    scope: 'read',
    answer: listRows(departments),
    docs: listDocs(departments),
  },
  {
    methods: POST,
    path: '/api/departments-list-serializer',
    scope: 'write',
    answer: createRows(departments),
    docs: createManyDocs(departments),
  },
  {
    methods: GET,
    path: '/api/departments-bulk-list-serializer',
    scope: 'read',
    answer: listRows(departments),
    docs: listDocs(departments),
  },
  {
    methods: POST,
    path: '/api/departments-bulk-list-serializer',
    scope: 'write',
    answer: createRows(departments),
    docs: createManyDocs(departments),
  },
  { methods: GET, path: '/api/job-bulk-list-serializer', scope: 'read', answer: listRows(jobs), docs: listDocs(jobs) },
  {
    methods: POST,
    path: '/api/job-bulk-list-serializer',
    scope: 'write',
    answer: createRows(jobs),
    docs: createManyDocs(jobs),
  },
  {
    methods: GET,
    path: '/api/hired-employee-bulk-list-serializer',
    scope: 'read',
    answer: listRows(hiredEmployees),
    docs: listDocs(hiredEmployees),
  },
  {
    methods: POST,
    path: '/api/hired-employee-bulk-list-serializer',
    scope: 'write',
    answer: createRows(hiredEmployees),
    docs: createManyDocs(hiredEmployees),
  },
  {
    methods: GET,
    path: '/api/employees-hired-quarter',
    scope: 'read',
    answer: answerReport(hiredByQuarter),
    docs: reportDocs('Hires of a year by department, job and quarter', hiredByQuarterRowSchema),
  },
  {
    methods: GET,
    path: '/api/employees-hired-department',
    scope: 'read',
    answer: answerReport(departmentsAboveMean),
    docs: reportDocs('Departments that hired more in a year than the mean of all', departmentHiresSchema),
  },
  // The old service wrote on GET, and its clients ask so; POST is the way to ask now.
  { methods: ['GET', 'POST'], path: '/api/backup', scope: 'backup', answer: makeBackup, docs: backupDocs },
  { methods: GET, path: '/api/list-backups', scope: ['backup', 'restore'], answer: listBackups, docs: listBackupsDocs },
  { methods: POST, path: '/api/restore-table', scope: 'restore', answer: restoreByName, docs: restoreDocs },
]
