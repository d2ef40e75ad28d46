// The world in the address, spelt as the program spells it: '#/lab?scenario=rongcheng&people=20000&levers=NAME:VALUE@DAY'.
import type { Asked } from './router.svelte'
import type { Choice, FinishedRun } from './types'

export type AnyWorld = Choice | FinishedRun

export const PRESS = 'reported-2020'
export const RECORD = 'documented-2020'

export function chosen(asked: URLSearchParams, otherwise: Partial<Choice> = {}): Choice {
  const whole = (name: 'people' | 'days' | 'seed', standing: number): number => {
    const value = Number.parseInt(asked.get(name) ?? '', 10)
    return Number.isFinite(value) ? value : (otherwise[name] ?? standing)
  }
  return {
    scenario: asked.get('scenario') ?? otherwise.scenario ?? PRESS,
    people: whole('people', 100_000),
    days: whole('days', 365),
    seed: whole('seed', 1),
    without: asked.get('without')?.split(',').filter(Boolean) ?? otherwise.without ?? [],
    levers: asked.get('levers')?.split(',').filter(Boolean).map(lever) ?? otherwise.levers ?? [],
  }
}

/** How many windows a second are shown at most; an address may ask for another pace. */
export const paceOf = (asked: URLSearchParams): number => Number(asked.get('pace') ?? 10)

function lever(text: string): Choice['levers'][number] {
  const [name = '', value, day] = text.split(/[:@]/)
  return { lever: name, value: Number(value), day: Number(day ?? 0) }
}

/** Whether an address asks for another world than the one that runs. */
export const another = (asked: URLSearchParams, running: Choice | undefined): boolean => running !== undefined && !same(running, chosen(asked, running))

export function asked(choice: Choice): Asked {
  const levers = choice.levers.map((one) => `${one.lever}:${one.value}@${one.day}`)
  return { ...choice, without: choice.without.join(',') || undefined, levers: levers.join(',') || undefined }
}

/** Whether two choices are one world. */
export const same = (one: Choice | undefined, other: Choice): boolean => one !== undefined && JSON.stringify(asked(one)) === JSON.stringify(asked(other))

/** A world of the address: a finished run by its name, or a choice. */
export const world = (asked: URLSearchParams, otherwise: Partial<Choice>): AnyWorld => {
  const run = asked.get('run')
  return run ? { run } : chosen(asked, otherwise)
}

export const askedWorld = (one: AnyWorld): Asked => ('run' in one ? { run: one.run } : asked(one))
