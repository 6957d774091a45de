/** Hands the browser a file to keep. */
export function saveFile(file: { url: string; filename: string }): void {
  const link = document.createElement('a')
  link.href = file.url
  link.download = file.filename
  link.click()
}

/** The same for words that are in the page only. */
export function saveText(filename: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain;charset=utf-8' }))
  saveFile({ url, filename })
  // The browser reads it after the click is over.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
