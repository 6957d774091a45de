import { onBeforeUnmount, onMounted } from 'vue'

/** The faded edges (`sideways` in base.css) must not lie over what has the focus, nor over its mark. */
const EDGE_PX = 40

/**
 * A bar in one line that is moved sideways where it has no room. Its attributes say where more follows, and what gets the
 * focus is brought in whole: browsers leave it half outside.
 */
export function useSideways(find: () => HTMLElement | null | undefined): void {
  let leave = (): void => undefined
  onMounted(() => {
    const bar = find()
    if (bar) leave = follow(bar)
  })
  onBeforeUnmount(() => leave())
}

function follow(bar: HTMLElement): () => void {
  const tell = () => tellWhereMoreFollows(bar)
  const show = ({ target }: FocusEvent) => target instanceof Element && bringIn(bar, target)
  const resized = new ResizeObserver(tell)
  const changed = new MutationObserver(tell)
  resized.observe(bar)
  changed.observe(bar, { childList: true, characterData: true, subtree: true })
  bar.addEventListener('scroll', tell, { passive: true })
  bar.addEventListener('focusin', show)
  return () => {
    resized.disconnect()
    changed.disconnect()
    bar.removeEventListener('scroll', tell)
    bar.removeEventListener('focusin', show)
  }
}

function tellWhereMoreFollows(bar: HTMLElement): void {
  const { scrollLeft, scrollWidth, clientWidth } = bar
  bar.toggleAttribute('data-more-before', scrollLeft > 1)
  bar.toggleAttribute('data-more-after', scrollLeft < scrollWidth - clientWidth - 1)
}

function bringIn(bar: HTMLElement, control: Element): void {
  const [one, around] = [control.getBoundingClientRect(), bar.getBoundingClientRect()]
  const before = one.left - around.left - EDGE_PX
  const after = one.right - around.right + EDGE_PX
  if (before < 0) bar.scrollLeft += before
  else if (after > 0) bar.scrollLeft += Math.min(after, before)
}
