import { join } from 'node:path'

export const backupFolder = (home: string, id = ''): string => join(home, 'backups', id)

export const backupFile = (home: string, id: string, name: string): string => join(backupFolder(home, id), name)
