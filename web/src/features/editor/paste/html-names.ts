// What elements of a page are to us, by their names.

export const SILENT = new Set(
  'head style script noscript template title meta link select option textarea input'.split(' '),
)
export const IMAGES = new Set('img picture svg canvas figure-image v:imagedata'.split(' '))
export const EMBEDDED = new Set('iframe object embed video audio applet math form-control'.split(' '))
export const BLOCKS = new Set(
  'p div pre section article header footer main aside nav address figure figcaption form fieldset details summary dl dt dd caption hr center body'.split(
    ' ',
  ),
)
