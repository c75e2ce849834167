import { tables } from '@rollcall/tables'

/** A kind under each name, as the tables use them. */
export const kinds = {
  integer: tables.departments.columns.id.kind,
  text: tables.departments.columns.department.kind,
  timestamp: tables.hiredEmployees.columns.datetime.kind,
}
