// The levers as the program describes them, and what they are called.
import { catalog } from '../api'
import { word } from '../text.svelte'
import type { LeverField } from '../types'

let all = $state.raw<LeverField[]>([])
void catalog().then((told) => (all = told.levers), () => undefined)

export const levers = {
  of: (scenario: string): LeverField[] => all.filter((one) => one.scenarios.includes(scenario)),
  title: (name: string): string => word(all.find((one) => one.name === name)?.title ?? name),
}
