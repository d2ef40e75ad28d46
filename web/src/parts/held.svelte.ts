// Where the keyboard is stays known: when what has the focus goes, the first button of its row has it.
import { live } from '../live.svelte'

export function holding(row: () => HTMLElement | undefined): void {
  let held = false
  $effect.pre(() => {
    void [live.phase, live.started]
    held = row()?.contains(document.activeElement) ?? false
  })
  $effect(() => {
    void [live.phase, live.started]
    if (held && !row()?.contains(document.activeElement)) row()?.querySelector('button')?.focus()
  })
}
