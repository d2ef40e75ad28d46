// What the page says, in the language chosen; numbers and dates as that language writes them.
import en from './en.json'
import sv from './sv.json'
import { once } from './api'
import type { Words } from './types'

export type Key = keyof typeof en
export type Tongue = 'en' | 'sv'
type Values = Record<string, string | number>

const STRINGS: Record<Tongue, Record<Key, string>> = { en, sv }
const KEPT = 'creditarium.language'

function first(): Tongue {
  const kept = localStorage.getItem(KEPT)
  return kept === 'sv' || (kept === null && navigator.language.startsWith('sv')) ? 'sv' : 'en'
}

const chosen = $state({ tongue: first(), words: {} as Record<string, string> })
const learnt: Record<string, Record<string, string>> = {}

/** Take the words of other languages that came with an answer, or with the list of titles. */
export function learn(words: Record<string, Record<string, string>>): void {
  for (const [language, said] of Object.entries(words)) Object.assign((learnt[language] ??= {}), said)
  chosen.words = { ...learnt[chosen.tongue] }
}

export const tongue = (): Tongue => chosen.tongue

export function speak(next: Tongue): void {
  chosen.tongue = next
  learn({})
  if (next === 'sv') void once<Words>('words/sv').then((told) => learn({ sv: told.words }))
  localStorage.setItem(KEPT, next)
}

/** Give a string, its {places} filled; a number is written as the language writes numbers. */
export function t(key: Key, values: Values = {}): string {
  return STRINGS[chosen.tongue][key].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    return value === undefined ? whole : typeof value === 'number' ? number(value) : value
  })
}

/** A title or sentence of the program itself, which speaks English, in the language chosen. */
export const word = (english: string): string => STRINGS[chosen.tongue][`say.${english}` as Key] ?? (chosen.tongue === 'en' ? english : (chosen.words[english] ?? english))

/** What sums are in: money in the currency of its scenario, if it names one. */
export const unit = (of: string, currency: string): string => (of !== 'money' ? word(of) : currency ? word(currency) : t('money'))

/** What is measured, with the currency where it is money; other titles say what they count. */
export const titled = (title: string, of: string, currency: string): string => (of === 'money' ? `${word(title)} (${unit(of, currency)})` : word(title))

/** A category of people in words: an income is a fifth of all. */
export const category = (dimension: string, value: string): string => (dimension === 'income' ? (STRINGS[chosen.tongue][`fifth.${value}` as Key] ?? value) : word(value))

/** The language of such a sentence where it is not the one chosen: nobody has translated it. */
export const english = (text: string): 'en' | undefined => (chosen.tongue === 'en' || chosen.words[text] !== undefined ? undefined : 'en')

/** The head of a column of the program's own tables. */
export const head = (column: string): string => STRINGS[chosen.tongue][`col.${column}` as Key] ?? word(column.replaceAll('_', ' '))

/** A number with the digits it has, at most `most` after the point. */
export function number(value: number, most = 1): string {
  return value.toLocaleString(chosen.tongue === 'sv' ? 'sv-SE' : 'en-GB', { maximumFractionDigits: most }).replace('-', '−')
}

/** From the lowest to the highest, each as it is written; a dash would read as a minus. */
export const range = (low: string, high: string): string => t('range', { low, high })

export function percent(share: number, most = 1): string {
  return number(share * 100, most) + (chosen.tongue === 'sv' ? ' %' : '%')
}

if (chosen.tongue === 'sv') speak('sv')
