/** What is sent under one id: how it is found, made for the first time, and said once more. */
interface Sent<T> {
  find(): Promise<T | null>
  create(): Promise<T>
  again(known: T): Promise<T>
}

/** The same request may come again, also while it is under way: the second finds what the first has written. */
export async function once<T>({ find, create, again }: Sent<T>): Promise<T> {
  const known = await find()
  if (known !== null) return again(known)
  try {
    return await create()
  } catch (error) {
    const written = await find()
    if (written === null) throw error
    return again(written)
  }
}
