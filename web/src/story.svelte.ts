// What the Start page knows while this tab lives: the bet, and what each year brought. The browser keeps none of it;
// the bet stands in the address, so that a reload comes back to it.
import { PRESS, RECORD, chosen } from './choice'
import { remember } from './router.svelte'
import type { Choice, Tally } from './types'

export type Way = 'plain' | 'cameras' | 'off'

const KEPT = ['people', 'days', 'seed', 'pace']
const DAY = 180
const LEAST = 5 * 7

class Story {
  bet = $state(50)
  locked = $state(false)
  way = $state<Way>('plain')
  scenario = $state(PRESS)
  base = $state.raw<Choice>(chosen(new URLSearchParams()))
  watched = $state.raw<Record<string, Tally>>({})
  private kept: Record<string, string> = {}

  /** The day on which a scheme is switched off: the 180th, or the middle of a year that ends too soon after it. */
  readonly off = $derived(this.base.days >= DAY + LEAST ? DAY : Math.floor(this.base.days / 2))

  /** What is lived now. */
  readonly choice = $derived.by((): Choice => {
    const levers = this.way === 'cameras' ? [{ lever: 'errors', value: 0, day: 0 }] : this.way === 'off' ? [{ lever: 'scheme', value: 0, day: this.off }] : []
    return { ...this.base, scenario: this.scenario, without: [], levers }
  })

  /** Come to the page: back to what was told already, or to what the address says. True if a year is to be lived at once. */
  open(asked: URLSearchParams): boolean {
    const base = { ...chosen(asked), levers: [], without: [] }
    if (this.locked && (!asked.size || JSON.stringify({ ...base, scenario: '' }) === JSON.stringify({ ...this.base, scenario: '' }))) {
      this.note()
      return false
    }
    this.kept = Object.fromEntries([...asked].filter(([name]) => KEPT.includes(name)))
    const bet = Number(asked.get('bet') ?? NaN)
    Object.assign(this, { base, watched: {}, way: 'plain', locked: false, scenario: base.scenario === RECORD ? RECORD : PRESS })
    if (!(bet >= 0 && bet <= 1000)) return false
    this.bet = bet
    return true
  }

  /** Forget the bet, and what was seen. */
  forget(): void {
    Object.assign(this, { locked: false, watched: {}, way: 'plain', scenario: PRESS })
    remember('start', this.kept)
  }

  lock(way: Way, scenario: string): void {
    Object.assign(this, { locked: true, way, scenario })
    this.note()
  }

  saw(tally: Tally): void {
    this.watched = { ...this.watched, [`${this.scenario}.${this.way}`]: tally }
  }

  private note(): void {
    remember('start', { ...this.kept, bet: this.bet, scenario: this.scenario === PRESS ? undefined : this.scenario })
  }
}

export const story = new Story()
