// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest'
import { createApp, nextTick, ref, shallowRef } from 'vue'
import { createI18n } from 'vue-i18n'
import { useChangeNavigation } from './useChangeNavigation.ts'

it('leaves no change marked as the current one where others are gone through', async () => {
  const root = document.createElement('div')
  root.innerHTML = '<p tabindex="-1" data-change="0">pierwsza</p><p tabindex="-1" data-change="1">druga</p>'
  document.body.append(root)
  const numbers = ref([0, 1])
  let navigation: ReturnType<typeof useChangeNavigation> | undefined
  const app = createApp({
    setup() {
      navigation = useChangeNavigation({ root: ref(root), shown: shallowRef(null), numbers })
      return () => null
    },
  })
  app.use(createI18n({ legacy: false, locale: 'pl', missingWarn: false, messages: { pl: {} } }))
  app.mount(document.createElement('div'))
  const marked = () => [...root.querySelectorAll('[data-current]')].map(({ textContent }) => textContent)
  navigation?.go(1)
  await vi.waitFor(() => expect(marked()).toEqual(['pierwsza']))
  numbers.value = [1]
  await nextTick()
  expect([navigation?.current.value, marked()]).toEqual([null, []])
  // What was on its way when the filter was changed marks nothing either.
  navigation?.go(1)
  numbers.value = [0, 1]
  await nextTick()
  await nextTick()
  expect(marked()).toEqual([])
  app.unmount()
  root.remove()
})
