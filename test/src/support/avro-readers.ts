import { execFileSync, spawnSync } from 'node:child_process'

/** One record of an Avro file as another program read it; longs are text, for JavaScript's numbers end too soon. */
export type AvroRow = Record<string, string | number>

/** Debian's avro-bin: avro-c's own reader. */
export const hasAvrocat = spawnSync('avrocat', ['--version']).error === undefined

export function avrocat(file: string): AvroRow[] {
  const lines = execFileSync('avrocat', [file], { encoding: 'utf8', maxBuffer: 2 ** 28 }).split('\n')
  return lines.filter(Boolean).map(parseRow)
}

/** The Python that has avro: Debian's python3-avro is for Debian's own. */
const python = ['python3', '/usr/bin/python3'].find(
  (program) => spawnSync(program, ['-c', 'import avro.datafile']).status === 0,
)

export const hasPythonAvro = python !== undefined

const script = `
import json, sys
from datetime import datetime, timezone
from avro.datafile import DataFileReader
from avro.io import DatumReader
from avro.timezones import utc
epoch = datetime(1970, 1, 1, tzinfo=timezone.utc)
for row in DataFileReader(open(sys.argv[1], 'rb'), DatumReader()):
    if 'datetime' in row:
        past = row['datetime'] - epoch
        row['datetime'] = (past.days * 86400 + past.seconds) * 1000000 + past.microseconds
    print(json.dumps(row))
`

export function pythonAvro(file: string): AvroRow[] {
  const lines = execFileSync(python ?? 'python3', ['-c', script, file], { encoding: 'utf8', maxBuffer: 2 ** 28 }).split(
    '\n',
  )
  return lines.filter(Boolean).map(parseRow)
}

function parseRow(line: string): AvroRow {
  return JSON.parse(line.replace(/"datetime": (-?\d+)/, '"datetime": "$1"')) as AvroRow
}
