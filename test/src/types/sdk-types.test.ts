import type { CallOptions, Procedures } from '@rollcall/sdk'
import type { AppRouter } from '@rollcall/server'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'
import { expectTypeOf, test } from 'vitest'

type Inputs = inferRouterInputs<AppRouter>
type Outputs = inferRouterOutputs<AppRouter>

type Method = (...parameters: never[]) => unknown

/** What a method of the SDK takes, beside its options. */
type InputOf<M extends Method> = 2 extends Parameters<M>['length'] ? Exclude<Parameters<M>[0], undefined> : void

/** What a method of the SDK gives: its stream, or what its promise holds. */
type OutputOf<M extends Method> = Awaited<ReturnType<M>>

type SdkInputs = { [G in keyof Procedures]: { [P in keyof Procedures[G]]: InputOf<Extract<Procedures[G][P], Method>> } }
type SdkOutputs = {
  [G in keyof Procedures]: { [P in keyof Procedures[G]]: OutputOf<Extract<Procedures[G][P], Method>> }
}

test('The SDK has the groups and the procedures of the router', () => {
  expectTypeOf<keyof Procedures>().toEqualTypeOf<keyof Outputs>()
  expectTypeOf<keyof Procedures['departments']>().toEqualTypeOf<keyof Outputs['departments']>()
  expectTypeOf<keyof Procedures['jobs']>().toEqualTypeOf<keyof Outputs['jobs']>()
  expectTypeOf<keyof Procedures['hiredEmployees']>().toEqualTypeOf<keyof Outputs['hiredEmployees']>()
  expectTypeOf<keyof Procedures['uploads']>().toEqualTypeOf<keyof Outputs['uploads']>()
  expectTypeOf<keyof Procedures['loads']>().toEqualTypeOf<keyof Outputs['loads']>()
  expectTypeOf<keyof Procedures['tasks']>().toEqualTypeOf<keyof Outputs['tasks']>()
  expectTypeOf<keyof Procedures['reports']>().toEqualTypeOf<keyof Outputs['reports']>()
  expectTypeOf<keyof Procedures['backups']>().toEqualTypeOf<keyof Outputs['backups']>()
  expectTypeOf<keyof Procedures['tokens']>().toEqualTypeOf<keyof Outputs['tokens']>()
  expectTypeOf<keyof Procedures['audit']>().toEqualTypeOf<keyof Outputs['audit']>()
  expectTypeOf<keyof Procedures['system']>().toEqualTypeOf<keyof Outputs['system']>()
})

test('Each method of the SDK takes what its procedure takes', () => {
  expectTypeOf<SdkInputs['departments']['list']>().toEqualTypeOf<Inputs['departments']['list']>()
  expectTypeOf<SdkInputs['departments']['get']>().toEqualTypeOf<Inputs['departments']['get']>()
  expectTypeOf<SdkInputs['departments']['create']>().toEqualTypeOf<Inputs['departments']['create']>()
  expectTypeOf<SdkInputs['departments']['createMany']>().toEqualTypeOf<Inputs['departments']['createMany']>()
  expectTypeOf<SdkInputs['departments']['update']>().toEqualTypeOf<Inputs['departments']['update']>()
  expectTypeOf<SdkInputs['departments']['remove']>().toEqualTypeOf<Inputs['departments']['remove']>()
  expectTypeOf<SdkInputs['jobs']['list']>().toEqualTypeOf<Inputs['jobs']['list']>()
  expectTypeOf<SdkInputs['jobs']['get']>().toEqualTypeOf<Inputs['jobs']['get']>()
  expectTypeOf<SdkInputs['jobs']['create']>().toEqualTypeOf<Inputs['jobs']['create']>()
  expectTypeOf<SdkInputs['jobs']['createMany']>().toEqualTypeOf<Inputs['jobs']['createMany']>()
  expectTypeOf<SdkInputs['jobs']['update']>().toEqualTypeOf<Inputs['jobs']['update']>()
  expectTypeOf<SdkInputs['jobs']['remove']>().toEqualTypeOf<Inputs['jobs']['remove']>()
  expectTypeOf<SdkInputs['hiredEmployees']['list']>().toEqualTypeOf<Inputs['hiredEmployees']['list']>()
  expectTypeOf<SdkInputs['hiredEmployees']['get']>().toEqualTypeOf<Inputs['hiredEmployees']['get']>()
  expectTypeOf<SdkInputs['hiredEmployees']['create']>().toEqualTypeOf<Inputs['hiredEmployees']['create']>()
  expectTypeOf<SdkInputs['hiredEmployees']['createMany']>().toEqualTypeOf<Inputs['hiredEmployees']['createMany']>()
  expectTypeOf<SdkInputs['hiredEmployees']['update']>().toEqualTypeOf<Inputs['hiredEmployees']['update']>()
  expectTypeOf<SdkInputs['hiredEmployees']['remove']>().toEqualTypeOf<Inputs['hiredEmployees']['remove']>()
  expectTypeOf<SdkInputs['uploads']['open']>().toEqualTypeOf<Inputs['uploads']['open']>()
  expectTypeOf<SdkInputs['uploads']['status']>().toEqualTypeOf<Inputs['uploads']['status']>()
  expectTypeOf<SdkInputs['loads']['start']>().toEqualTypeOf<Inputs['loads']['start']>()
  expectTypeOf<SdkInputs['loads']['rejects']>().toEqualTypeOf<Inputs['loads']['rejects']>()
  expectTypeOf<SdkInputs['tasks']['get']>().toEqualTypeOf<Inputs['tasks']['get']>()
  expectTypeOf<SdkInputs['tasks']['list']>().toEqualTypeOf<Inputs['tasks']['list']>()
  expectTypeOf<SdkInputs['tasks']['watch']>().toEqualTypeOf<Inputs['tasks']['watch']>()
  expectTypeOf<SdkInputs['tasks']['cancel']>().toEqualTypeOf<Inputs['tasks']['cancel']>()
  expectTypeOf<SdkInputs['reports']['years']>().toEqualTypeOf<Inputs['reports']['years']>()
  expectTypeOf<SdkInputs['reports']['hiredByQuarter']>().toEqualTypeOf<Inputs['reports']['hiredByQuarter']>()
  expectTypeOf<SdkInputs['reports']['hiredByDepartment']>().toEqualTypeOf<Inputs['reports']['hiredByDepartment']>()
  expectTypeOf<SdkInputs['reports']['departmentsAboveMean']>().toEqualTypeOf<
    Inputs['reports']['departmentsAboveMean']
  >()
  expectTypeOf<SdkInputs['reports']['hiresByMonth']>().toEqualTypeOf<Inputs['reports']['hiresByMonth']>()
  expectTypeOf<SdkInputs['backups']['create']>().toEqualTypeOf<Inputs['backups']['create']>()
  expectTypeOf<SdkInputs['backups']['list']>().toEqualTypeOf<Inputs['backups']['list']>()
  expectTypeOf<SdkInputs['backups']['get']>().toEqualTypeOf<Inputs['backups']['get']>()
  expectTypeOf<SdkInputs['backups']['verify']>().toEqualTypeOf<Inputs['backups']['verify']>()
  expectTypeOf<SdkInputs['backups']['remove']>().toEqualTypeOf<Inputs['backups']['remove']>()
  expectTypeOf<SdkInputs['backups']['import']>().toEqualTypeOf<Inputs['backups']['import']>()
  expectTypeOf<SdkInputs['backups']['restore']>().toEqualTypeOf<Inputs['backups']['restore']>()
  expectTypeOf<SdkInputs['tokens']['create']>().toEqualTypeOf<Inputs['tokens']['create']>()
  expectTypeOf<SdkInputs['tokens']['list']>().toEqualTypeOf<Inputs['tokens']['list']>()
  expectTypeOf<SdkInputs['tokens']['revoke']>().toEqualTypeOf<Inputs['tokens']['revoke']>()
  expectTypeOf<SdkInputs['audit']['list']>().toEqualTypeOf<Inputs['audit']['list']>()
  expectTypeOf<SdkInputs['system']['status']>().toEqualTypeOf<Inputs['system']['status']>()
})

test('Each method of the SDK gives what its procedure gives', () => {
  expectTypeOf<SdkOutputs['departments']['list']>().toEqualTypeOf<Outputs['departments']['list']>()
  expectTypeOf<SdkOutputs['departments']['get']>().toEqualTypeOf<Outputs['departments']['get']>()
  expectTypeOf<SdkOutputs['departments']['create']>().toEqualTypeOf<Outputs['departments']['create']>()
  expectTypeOf<SdkOutputs['departments']['createMany']>().toEqualTypeOf<Outputs['departments']['createMany']>()
  expectTypeOf<SdkOutputs['departments']['update']>().toEqualTypeOf<Outputs['departments']['update']>()
  expectTypeOf<SdkOutputs['departments']['remove']>().toEqualTypeOf<Outputs['departments']['remove']>()
  expectTypeOf<SdkOutputs['jobs']['list']>().toEqualTypeOf<Outputs['jobs']['list']>()
  expectTypeOf<SdkOutputs['jobs']['get']>().toEqualTypeOf<Outputs['jobs']['get']>()
  expectTypeOf<SdkOutputs['jobs']['create']>().toEqualTypeOf<Outputs['jobs']['create']>()
  expectTypeOf<SdkOutputs['jobs']['createMany']>().toEqualTypeOf<Outputs['jobs']['createMany']>()
  expectTypeOf<SdkOutputs['jobs']['update']>().toEqualTypeOf<Outputs['jobs']['update']>()
  expectTypeOf<SdkOutputs['jobs']['remove']>().toEqualTypeOf<Outputs['jobs']['remove']>()
  expectTypeOf<SdkOutputs['hiredEmployees']['list']>().toEqualTypeOf<Outputs['hiredEmployees']['list']>()
  expectTypeOf<SdkOutputs['hiredEmployees']['get']>().toEqualTypeOf<Outputs['hiredEmployees']['get']>()
  expectTypeOf<SdkOutputs['hiredEmployees']['create']>().toEqualTypeOf<Outputs['hiredEmployees']['create']>()
  expectTypeOf<SdkOutputs['hiredEmployees']['createMany']>().toEqualTypeOf<Outputs['hiredEmployees']['createMany']>()
  expectTypeOf<SdkOutputs['hiredEmployees']['update']>().toEqualTypeOf<Outputs['hiredEmployees']['update']>()
  expectTypeOf<SdkOutputs['hiredEmployees']['remove']>().toEqualTypeOf<Outputs['hiredEmployees']['remove']>()
  expectTypeOf<SdkOutputs['uploads']['open']>().toEqualTypeOf<Outputs['uploads']['open']>()
  expectTypeOf<SdkOutputs['uploads']['status']>().toEqualTypeOf<Outputs['uploads']['status']>()
  expectTypeOf<SdkOutputs['loads']['start']>().toEqualTypeOf<Outputs['loads']['start']>()
  expectTypeOf<SdkOutputs['loads']['rejects']>().toEqualTypeOf<Outputs['loads']['rejects']>()
  expectTypeOf<SdkOutputs['tasks']['get']>().toEqualTypeOf<Outputs['tasks']['get']>()
  expectTypeOf<SdkOutputs['tasks']['list']>().toEqualTypeOf<Outputs['tasks']['list']>()
  expectTypeOf<SdkOutputs['tasks']['watch']>().toEqualTypeOf<Outputs['tasks']['watch']>()
  expectTypeOf<SdkOutputs['tasks']['cancel']>().toEqualTypeOf<Outputs['tasks']['cancel']>()
  expectTypeOf<SdkOutputs['reports']['years']>().toEqualTypeOf<Outputs['reports']['years']>()
  expectTypeOf<SdkOutputs['reports']['hiredByQuarter']>().toEqualTypeOf<Outputs['reports']['hiredByQuarter']>()
  expectTypeOf<SdkOutputs['reports']['hiredByDepartment']>().toEqualTypeOf<Outputs['reports']['hiredByDepartment']>()
  expectTypeOf<SdkOutputs['reports']['departmentsAboveMean']>().toEqualTypeOf<
    Outputs['reports']['departmentsAboveMean']
  >()
  expectTypeOf<SdkOutputs['reports']['hiresByMonth']>().toEqualTypeOf<Outputs['reports']['hiresByMonth']>()
  expectTypeOf<SdkOutputs['backups']['create']>().toEqualTypeOf<Outputs['backups']['create']>()
  expectTypeOf<SdkOutputs['backups']['list']>().toEqualTypeOf<Outputs['backups']['list']>()
  expectTypeOf<SdkOutputs['backups']['get']>().toEqualTypeOf<Outputs['backups']['get']>()
  expectTypeOf<SdkOutputs['backups']['verify']>().toEqualTypeOf<Outputs['backups']['verify']>()
  expectTypeOf<SdkOutputs['backups']['remove']>().toEqualTypeOf<Outputs['backups']['remove']>()
  expectTypeOf<SdkOutputs['backups']['import']>().toEqualTypeOf<Outputs['backups']['import']>()
  expectTypeOf<SdkOutputs['backups']['restore']>().toEqualTypeOf<Outputs['backups']['restore']>()
  expectTypeOf<SdkOutputs['tokens']['create']>().toEqualTypeOf<Outputs['tokens']['create']>()
  expectTypeOf<SdkOutputs['tokens']['list']>().toEqualTypeOf<Outputs['tokens']['list']>()
  expectTypeOf<SdkOutputs['tokens']['revoke']>().toEqualTypeOf<Outputs['tokens']['revoke']>()
  expectTypeOf<SdkOutputs['audit']['list']>().toEqualTypeOf<Outputs['audit']['list']>()
  expectTypeOf<SdkOutputs['system']['status']>().toEqualTypeOf<Outputs['system']['status']>()
})

test('What must not compile does not', () => {
  const methods = {} as Procedures
  // @ts-expect-error a department has no name
  void (() => methods.departments.create({ id: 1, name: 'Sales' }))
  // @ts-expect-error a key is a number
  void (() => methods.jobs.get({ id: '1' }))
  // @ts-expect-error the year is missing
  void (() => methods.reports.hiredByQuarter())
  // @ts-expect-error there is no such table
  void (() => methods.loads.start({ id: '', upload: '', table: 'people' }))
  expectTypeOf<Parameters<Procedures['reports']['years']>>().toEqualTypeOf<[options?: CallOptions | undefined]>()
})
