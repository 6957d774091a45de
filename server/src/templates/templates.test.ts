import { expect, it } from 'vitest'
import { BODY, createDocument, isId, readContent, writeContent } from '../document/index.ts'
import { labelContent } from '../document/plain-text.ts'
import { TEMPLATES } from './index.ts'

it.each(TEMPLATES.map((template) => [template.key, template] as const))(
  '%s can be written and read back',
  (_, template) => {
    const text = createDocument().getText(BODY)
    writeContent(text, template.content)
    const read = readContent(text)
    expect(read.map(({ id }) => id)).toEqual(template.content.map(({ id }) => id))
    expect(read.every(({ id }) => isId(id))).toBe(true)
    for (const words of [template.title, template.description, template.titleEn, template.descriptionEn]) {
      expect(words).not.toBe('')
    }
  },
)

it('the programme has thirteen chapters, and a § in each', () => {
  const content = TEMPLATES.find(({ key }) => key === 'programme')?.content ?? []
  const printed = labelContent(content).map((label) => label.printed.replaceAll('\u00a0', ' '))
  expect(printed.filter((mark) => mark.startsWith('Rozdział'))).toHaveLength(13)
  expect(printed.filter((mark) => mark.startsWith('§'))).toHaveLength(13)
})
