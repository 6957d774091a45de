import { AlignmentType, type ILevelsOptions, type IPropertiesOptions, LevelFormat } from 'docx'

const FONT = 'Times New Roman'
const INK = '000000'
const POINT = 20
const INDENT_STEP = 567

/** A4 with margins of 2.5 cm, in twentieths of a point. */
export const PAGE = { width: 11906, height: 16838, margin: 1417 } as const
export const TEXT_WIDTH = PAGE.width - 2 * PAGE.margin

const HANGING_STYLES = [
  { id: 'Punkt', name: 'Punkt', steps: 1 },
  { id: 'Litera', name: 'Litera', steps: 2 },
  { id: 'Tiret', name: 'Tiret', steps: 3 },
] as const

const heading = (size: number, before: number) => ({
  run: { font: FONT, size, bold: true, color: INK },
  paragraph: { spacing: { before, after: 6 * POINT }, keepNext: true, keepLines: true },
})

/** Named styles, so that an office can restyle a whole document at once; Polish names, as Word shows them. */
export const STYLES: NonNullable<IPropertiesOptions['styles']> = {
  default: {
    document: {
      run: { font: FONT, size: 24, language: { value: 'pl-PL' } },
      paragraph: { spacing: { after: 6 * POINT, line: 288 } },
    },
    title: { run: { font: FONT, size: 34, bold: true }, paragraph: { spacing: { after: 8 * POINT } } },
    heading1: heading(28, 18 * POINT),
    heading2: heading(26, 14 * POINT),
    heading3: heading(24, 12 * POINT),
    heading4: heading(24, 12 * POINT),
    hyperlink: { run: { color: '0B4F94', underline: {} } },
  },
  paragraphStyles: [
    { id: 'Paragraf', name: 'Paragraf', basedOn: 'Normal', quickFormat: true, paragraph: { spacing: { before: 120 } } },
    { id: 'Ustep', name: 'Ustęp', basedOn: 'Normal', quickFormat: true },
    ...HANGING_STYLES.map(({ id, name, steps }) => ({
      id,
      name,
      basedOn: 'Normal',
      quickFormat: true,
      paragraph: { indent: { left: steps * INDENT_STEP, hanging: INDENT_STEP }, spacing: { after: 3 * POINT } },
    })),
    {
      id: 'Cytat',
      name: 'Cytat blokowy',
      basedOn: 'Normal',
      quickFormat: true,
      run: { italics: true },
      paragraph: { indent: { left: INDENT_STEP, right: INDENT_STEP } },
    },
    {
      id: 'Metryczka',
      name: 'Metryczka',
      basedOn: 'Normal',
      run: { size: 20, color: '444444' },
      paragraph: { spacing: { after: 0 } },
    },
  ],
}

const LEVELS = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const
const NUMBER_FORMATS = [LevelFormat.DECIMAL, LevelFormat.LOWER_LETTER, LevelFormat.LOWER_ROMAN] as const

const listLevel = (level: number, format: NonNullable<ILevelsOptions['format']>, text: string): ILevelsOptions => ({
  level,
  format,
  text,
  alignment: AlignmentType.LEFT,
  style: { paragraph: { indent: { left: (level + 1) * INDENT_STEP, hanging: INDENT_STEP } } },
})

export const NUMBERING: NonNullable<IPropertiesOptions['numbering']> = {
  config: [
    { reference: 'bullet', levels: LEVELS.map((level) => listLevel(level, LevelFormat.BULLET, level % 2 ? '–' : '•')) },
    {
      reference: 'number',
      levels: LEVELS.map((level) =>
        listLevel(level, NUMBER_FORMATS[level % 3] ?? LevelFormat.DECIMAL, `%${level + 1}.`),
      ),
    },
  ],
}
