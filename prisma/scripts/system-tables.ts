import { PrismaPg } from '@prisma/adapter-pg'
import { ColumnTypeEnum, type SqlMigrationAwareDriverAdapterFactory, type SqlQuery } from '@prisma/driver-adapter-utils'
import type pg from 'pg'

/** The one-letter type of PostgreSQL's system tables. */
const INTERNAL_CHAR = 18
const TEXT = 25

/** A pool that passes system characters as text and remembers in which columns of the last result they were. */
function passingCharacters(pool: pg.Pool, columns: Set<number>): pg.Pool {
  const query = async (config: pg.QueryConfig, values?: unknown[]): Promise<pg.QueryResult> => {
    const result = await pool.query(config, values)
    columns.clear()
    for (const [index, field] of result.fields.entries()) {
      if (field.dataTypeID !== INTERNAL_CHAR) continue
      field.dataTypeID = TEXT
      columns.add(index)
    }
    return result
  }
  return Object.create(pool, { query: { value: query } }) as pg.Pool
}

/** An adapter for the engine's `diff`, which reads system tables; Prisma's own refuses their character columns. */
export function readingSystemTables(pool: pg.Pool): SqlMigrationAwareDriverAdapterFactory {
  const characterColumns = new Set<number>()
  const factory = new PrismaPg(passingCharacters(pool, characterColumns))
  const connect = async () => {
    const adapter = await factory.connect()
    const queryRaw = adapter.queryRaw.bind(adapter)
    adapter.queryRaw = async (query: SqlQuery) => {
      const result = await queryRaw(query)
      for (const index of characterColumns) result.columnTypes[index] = ColumnTypeEnum.Character
      return result
    }
    return adapter
  }
  return { provider: factory.provider, adapterName: factory.adapterName, connect, connectToShadowDb: connect }
}
