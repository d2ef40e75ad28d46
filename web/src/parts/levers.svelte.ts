// The levers as the program describes them, and what they are called.
import { catalog } from '../api'
import { number, word } from '../text.svelte'
import type { LeverField } from '../types'

let all = $state.raw<LeverField[]>([])
void catalog().then((told) => (all = told.levers), () => undefined)

/** Where a lever stands as the scenario is. */
export const AS_IT_IS = 1

const title = (name: string): string => word(all.find((one) => one.name === name)?.title ?? name)
const stands = (name: string, value: number): string => word(all.find((one) => one.name === name)?.marks[value] ?? number(value, 2))

export const levers = {
  of: (scenario: string): LeverField[] => all.filter((one) => one.scenarios.includes(scenario)),
  title,
  /** Each of these moves in words: what is moved, from where to where. */
  moves: (log: readonly { lever: string; value: number }[]): string[] => log.map(({ lever, value }, nth) => `${title(lever)}: ${stands(lever, log.slice(0, nth).findLast((one) => one.lever === lever)?.value ?? AS_IT_IS)} → ${stands(lever, value)}`),
}
