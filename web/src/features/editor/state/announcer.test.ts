import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Announcer } from './announcer.ts'

describe('what a screen reader is told', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  function listen() {
    const said: string[] = []
    return { said, announcer: new Announcer((words) => said.push(words), 5_000) }
  }

  it('does not chatter while somebody types', () => {
    const { said, announcer } = listen()
    for (let key = 0; key < 50; key += 1) {
      announcer.announce('Zapisywanie…')
      announcer.announce('Zapisano')
    }
    expect(said).toEqual(['Zapisywanie…'])
    vi.advanceTimersByTime(60_000)
    expect(said).toEqual(['Zapisywanie…', 'Zapisano'])
  })

  it('says the newest after the pause and nothing twice', () => {
    const { said, announcer } = listen()
    announcer.announce('a')
    announcer.announce('b')
    announcer.announce('a')
    vi.advanceTimersByTime(5_000)
    expect(said).toEqual(['a'])
  })

  it('says urgent news at once', () => {
    const { said, announcer } = listen()
    announcer.announce('Zapisano')
    announcer.announceNow('Nie zapisano')
    expect(said).toEqual(['Zapisano', 'Nie zapisano'])
  })

  it('says the same again when it happens again', () => {
    const { said, announcer } = listen()
    announcer.announce('Nowa odpowiedź')
    vi.advanceTimersByTime(5_000)
    announcer.announce('Nowa odpowiedź')
    announcer.announceNow('Dodano')
    announcer.announceNow('Dodano')
    expect(said).toEqual(['Nowa odpowiedź', 'Nowa odpowiedź', 'Dodano', 'Dodano'])
  })

  it('falls silent when stopped', () => {
    const { said, announcer } = listen()
    announcer.announce('a')
    announcer.announce('b')
    announcer.stop()
    vi.advanceTimersByTime(60_000)
    expect(said).toEqual(['a'])
  })
})
