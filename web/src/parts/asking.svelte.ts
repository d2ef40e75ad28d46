// A question whose answer takes a while: how far it is, what came of it, or what was wrong.
import { live } from '../live.svelte'
import type { Content } from '../types'

export class Asking<Kind extends Content['kind']> {
  answer = $state.raw<Extract<Content, { kind: Kind }>>()
  problem = $state.raw<unknown>()
  busy = $state(false)
  share = $state<number>()
  readonly done = $derived(this.answer !== undefined && !this.busy && !this.problem)

  constructor(private readonly kind: Kind) {}

  async ask(question: object): Promise<void> {
    Object.assign(this, { busy: true, problem: undefined, share: undefined })
    try {
      this.answer = await live.ask(this.kind, question, (done, all) => (this.share = all ? done / all : undefined))
    } catch (found) {
      this.problem = found
    }
    this.busy = false
  }
}
