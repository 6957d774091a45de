export interface Place {
  left: number
  top: number
}

const PATIENCE_MS = 3_000

/**
 * The place on a page that is come back to, once the page is long enough for it: lists are read anew. False where the
 * page is scrolled meanwhile, by its person or by itself; one that is left the router does not scroll any more.
 */
export function reachPlace(place: Place): Promise<Place | false> {
  if (isLongEnough(place)) return Promise.resolve(place)
  // From the top, so that any other place is one that somebody chose.
  window.scrollTo(0, 0)
  return new Promise((resolve) => {
    const end = (answer: Place | false): void => {
      observer.disconnect()
      clearTimeout(timer)
      resolve(answer)
    }
    const observer = new ResizeObserver(() => {
      if (window.scrollY > 0) end(false)
      else if (isLongEnough(place)) end(place)
    })
    const timer = setTimeout(() => end(window.scrollY === 0 && place), PATIENCE_MS)
    observer.observe(document.documentElement)
  })
}

function isLongEnough({ top }: Place): boolean {
  return document.documentElement.scrollHeight >= top + window.innerHeight
}
