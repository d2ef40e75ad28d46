// The run that this tab watches: one socket, one run at a time, shared by every page.
import { unpack, type Shown } from './frames'
import { learn } from './text.svelte'
import type { Choice, Content, Ended, LeverMark, Message, Question, Reply, Start, Started, Trouble, Watch } from './types'

export type Phase = 'none' | 'waiting' | 'running' | 'paused' | 'ended'

/** What is kept of every frame for the lines over time: sums by measure and fifth, this world's and its twin's. */
export interface Moment {
  window: number
  day: number
  date: string
  sums: readonly number[]
  perThousand: number
}

interface Waiting {
  settle: (content: Content) => void
  refuse: (trouble: Trouble) => void
  progress: ((done: number, total: number) => void) | undefined
}

class Live {
  phase = $state<Phase>('none')
  started = $state.raw<Started | null>(null)
  frame = $state.raw<Shown | null>(null)
  past = $state.raw<Moment[]>([])
  /** The levers moved so far; null until the program tells of any. */
  marks = $state.raw<LeverMark[] | null>(null)
  /** Whether a lever was moved by hand since the run began. */
  turned = $state(false)
  ended = $state.raw<Ended | null>(null)
  trouble = $state.raw<Trouble | null>(null)
  before = $state(0)

  /** The world that is lived, with the levers moved in it: the same again is the same run. */
  readonly mine = $derived.by((): Choice | undefined => {
    const { started, marks } = this
    return started && marks ? { ...started.choice, levers: marks.map(({ lever, value, day }) => ({ lever, value, day })) } : started?.choice
  })

  private socket: Promise<WebSocket> | null = null
  private asked = 0
  private readonly waiting = new Map<number, Waiting>()

  /** `pace` is how many windows a second are lived at most; 0 is as many as can be. */
  start(choice: Choice, how: Pick<Start, 'layers' | 'paused' | 'pace'> = {}): void {
    this.clear()
    this.send({ type: 'start', choice, ...how })
  }

  again(levers: boolean): void {
    this.clear()
    this.send({ type: 'again', levers })
  }

  pause = (): void => this.send({ type: 'pause' })
  step = (): void => this.send({ type: 'step', windows: 1 })
  seek = (window: number): void => this.send({ type: 'seek', window })
  watch = (layers: Watch['layers']): void => this.send({ type: 'watch', layers })

  lever(lever: string, value: number): void {
    this.turned = true
    this.send({ type: 'lever', lever, value })
  }

  /** What was refused on one page is not said on the next. */
  forgive(): void {
    if (this.phase === 'none') this.trouble = null
  }

  resume(): void {
    this.phase = 'running'
    this.send({ type: 'resume' })
  }

  stop(): void {
    this.send({ type: 'stop' })
    this.clear()
    this.phase = 'none'
  }

  /** Ask a question; a refusal is thrown as the `Trouble` it is. */
  ask<Kind extends Content['kind']>(_kind: Kind, question: object, progress?: Waiting['progress']): Promise<Extract<Content, { kind: Kind }>> {
    const id = ++this.asked
    return new Promise((settle, refuse) => {
      this.waiting.set(id, { settle: (content) => settle(content as Extract<Content, { kind: Kind }>), refuse, progress })
      this.send({ type: 'ask', id, question: question as Question })
    })
  }

  private clear(): void {
    Object.assign(this, { phase: 'waiting', started: null, frame: null, past: [], marks: null, turned: false, ended: null, trouble: null, before: 0 })
  }

  private send(message: Message): void {
    void this.opened().then((socket) => socket.send(JSON.stringify(message)))
  }

  private opened(): Promise<WebSocket> {
    this.socket ??= new Promise((settle) => {
      const address = new URL('ws', location.href)
      address.protocol = address.protocol.replace('http', 'ws')
      const socket = new WebSocket(address)
      socket.binaryType = 'arraybuffer'
      socket.onopen = () => settle(socket)
      socket.onmessage = ({ data }) => (typeof data === 'string' ? this.told(JSON.parse(data) as Reply) : this.shown(unpack(data as ArrayBuffer)))
      socket.onclose = () => this.lost()
    })
    return this.socket
  }

  private lost(): void {
    this.socket = null
    const trouble: Trouble = { type: 'problem', id: null, what: 'closed', place: '', mend: '', words: {}, fatal: true }
    for (const one of this.waiting.values()) one.refuse(trouble)
    this.waiting.clear()
    if (this.phase !== 'none') this.told(trouble)
  }

  private told(reply: Reply): void {
    if (reply.type === 'queued') this.before = reply.before
    else if (reply.type === 'started') [this.started, this.phase, this.before] = [reply, 'running', 0]
    else if (reply.type === 'levers') this.marks = reply.log
    else if (reply.type === 'paused') this.phase = reply.ended ? 'ended' : 'paused'
    else if (reply.type === 'ended') [this.ended, this.phase] = [reply, 'ended']
    else if (reply.type === 'progress') this.waiting.get(reply.id)?.progress?.(reply.done, reply.total)
    else if (reply.type === 'answer') {
      learn(reply.words)
      this.take(reply.id)?.settle(reply.content)
    }
    else if (reply.id !== null) this.take(reply.id)?.refuse(reply)
    else {
      this.trouble = reply
      // A run that was refused never began.
      if (reply.fatal || !this.started) this.phase = 'none'
    }
  }

  private take(id: number): Waiting | undefined {
    const found = this.waiting.get(id)
    this.waiting.delete(id)
    return found
  }

  private shown(frame: Shown): void {
    this.frame = frame
    const { head, arrays } = frame
    const moment = { window: head.window, day: head.day, date: head.date, sums: Array.from(arrays.sums ?? [], Number), perThousand: head.tally.per_thousand }
    this.past = [...this.past.filter((one) => one.window !== head.window), moment].sort((one, other) => one.window - other.window)
  }
}

export const live = new Live()

/** What a measure adds up to in a moment: in this world (0) or its twin (1), by income fifth. */
export function sumsOf(started: Started, moment: Moment, name: string, world: 0 | 1): number[] {
  const [measures, fifths] = [started.measures, started.groups.length]
  const place = measures.findIndex((one) => one.name === name)
  const from = (world * measures.length + place) * fifths
  return place < 0 ? [] : moment.sums.slice(from, from + fifths).map((sum) => sum / measures[place]!.divisor)
}

export const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
