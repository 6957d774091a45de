/** A transaction of a browser's database may have no end: nobody may wait for it for ever. */
export const DEVICE_ANSWERS_MS = 10_000

/** It did not come in time, and may come yet. */
export class Late extends Error {}

/** Fails with `Late` where `work` takes longer; it goes on all the same. */
export function inTime<T>(
  work: Promise<T>,
  ms = DEVICE_ANSWERS_MS,
  otherwise = 'This device does not answer.',
): Promise<T> {
  const timely = new Promise<T>((resolve, reject) => {
    const late = setTimeout(() => reject(new Late(otherwise)), ms)
    work.then(resolve, reject).finally(() => clearTimeout(late))
  })
  // Who waits for it later is told then.
  timely.catch(() => undefined)
  return timely
}
