import { delimiter } from 'node:path'

/** The environment of a program we run, with more folders to find programs in and more variables. */
export function childEnv(folders: readonly string[], variables: Record<string, string>): NodeJS.ProcessEnv {
  const path = [...folders, process.env.PATH ?? ''].join(delimiter)
  return { ...process.env, NO_COLOR: '1', ...variables, PATH: path }
}
