/** The start must end with these words; nothing is wrong with the program. */
export class StartError extends Error {
  override readonly name = 'StartError'
}
