import { notify } from './toast.ts'

/** False, and nothing said, where it could not be: browsers may keep the clipboard closed, and on plain HTTP have none. */
export async function copyText(text: string, copied: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
  } catch {
    return false
  }
  notify(copied)
  return true
}
