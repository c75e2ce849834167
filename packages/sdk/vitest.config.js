export { default } from '@rollcall/vitest'
