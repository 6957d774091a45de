import type { Editor } from '@tiptap/core'
import { nextTick, onBeforeUnmount, onMounted, type Ref, shallowRef, watch } from 'vue'
import { useNextFrame } from '../editor/useNextFrame.ts'
import { type Card, stackCards } from './stacking.ts'

/** A card and the place in the text it belongs to. */
export interface CardPlace {
  key: string
  /** Asked at every measuring, since it moves while somebody types. */
  pos(): number | null
}

interface Options {
  /** Null while cards are not to be aligned. */
  editor: Readonly<Ref<Editor | null>>
  /** The list that holds the cards, each with its key in `data-card`. */
  list: Readonly<Ref<HTMLElement | null>>
  cards: Readonly<Ref<readonly CardPlace[]>>
  active: Readonly<Ref<string | null>>
}

const GAP_PX = 10
/** While somebody types, cards wait until they pause. */
const TYPING_PAUSE_MS = 150

/** Measures passages and cards, and says where each card begins, in pixels from the top of the list. */
export function useCardPlaces({ editor, list, cards, active }: Options) {
  const tops = shallowRef<ReadonlyMap<string, number>>(new Map())
  const height = shallowRef(0)

  const measure = useNextFrame(() => {
    const view = editor.value?.view
    if (!view || view.isDestroyed || !list.value) return
    const origin = list.value.getBoundingClientRect().top
    const size = view.state.doc.content.size
    const elements = cardElements(list.value)
    const topOf = (pos: number) => Math.round(view.coordsAtPos(Math.min(pos, size), 1).top - origin)
    const measured: Card[] = cards.value.map(({ key, pos }) => {
      const place = pos()
      return {
        id: key,
        wanted: place === null ? null : topOf(place),
        height: elements.get(key)?.offsetHeight ?? 0,
      }
    })
    tops.value = stackCards(measured, active.value, GAP_PX)
    height.value = Math.max(0, ...measured.map((card) => (tops.value.get(card.id) ?? 0) + card.height))
  })

  let timer: ReturnType<typeof setTimeout> | undefined
  const afterPause = ({ transaction }: { transaction: { docChanged: boolean } }) => {
    if (!transaction.docChanged) return
    clearTimeout(timer)
    timer = setTimeout(measure, TYPING_PAUSE_MS)
  }
  const sizes = new ResizeObserver(measure)

  function observe(): void {
    sizes.disconnect()
    if (editor.value) sizes.observe(editor.value.view.dom)
    for (const element of cardElements(list.value).values()) sizes.observe(element)
    measure()
  }

  watch(
    editor,
    (next, before) => {
      before?.off('transaction', afterPause)
      next?.on('transaction', afterPause)
    },
    { immediate: true },
  )
  watch([editor, list, cards], () => void nextTick(observe))
  watch(active, () => void nextTick(measure))
  onMounted(() => {
    observe()
    window.addEventListener('resize', measure)
  })
  onBeforeUnmount(() => {
    clearTimeout(timer)
    sizes.disconnect()
    editor.value?.off('transaction', afterPause)
    window.removeEventListener('resize', measure)
  })

  return { tops, height }
}

function cardElements(list: HTMLElement | null): Map<string, HTMLElement> {
  const found = list?.querySelectorAll<HTMLElement>('[data-card]') ?? []
  return new Map([...found].map((element) => [element.dataset.card ?? '', element]))
}
