import { listChecks } from '@app/server/checks'
import { describe, expect, it } from 'vitest'

describe('the house is in order', () => {
  it.each(listChecks())('$name', async (check) => {
    expect(await check.run()).toEqual([])
  })
})
