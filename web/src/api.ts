// Plain requests to the program that serves this page, and to nothing else. The token is part of the page's own address.
import type { Catalog, TroubleTold } from './types'

export class Refused extends Error {
  constructor(readonly told: TroubleTold) {
    super(told.what)
  }
}

export async function get<Told>(path: string): Promise<Told> {
  const reply = await fetch(`api/${path}`)
  if (!reply.ok) {
    const told = (await reply.json().catch(() => null)) as TroubleTold | null
    throw new Refused(told?.what ? told : { what: `${reply.status} ${reply.statusText}`, place: path, mend: '', words: {} })
  }
  return (await reply.json()) as Told
}

const kept = new Map<string, Promise<unknown>>()

/** The same, asked for once: what it tells does not change while the program runs. */
export function once<Told>(path: string): Promise<Told> {
  if (!kept.has(path)) kept.set(path, get<Told>(path).catch((problem) => (kept.delete(path), Promise.reject(problem))))
  return kept.get(path) as Promise<Told>
}

export const catalog = (): Promise<Catalog> => once<Catalog>('catalog')
