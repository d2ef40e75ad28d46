// What colour each value of a layer has; `theme.turns` must be read by whoever keeps one.
import { dot } from './theme.svelte'

const VALUES = 256

function mixed(from: number, to: number, share: number): number {
  const part = (shift: number): number => {
    const [low, high] = [(from >>> shift) & 255, (to >>> shift) & 255]
    return Math.round(low + (high - low) * share) << shift
  }
  return (255 << 24) | part(16) | part(8) | part(0)
}

const filled = (of: (value: number) => number): Uint32Array => Uint32Array.from({ length: VALUES }, (_, value) => of(value))

/** Not refused, refused anyway, refused only because of the score, both. */
export function refusals(): Uint32Array {
  const colours = ['quiet', 'anyway', 'only', 'only'].map(dot)
  return filled((value) => colours[Math.min(value, 3)]!)
}

/** From the lowest band in the colour of harm to the highest in blue; nobody's band is quiet. */
export function bands(count: number): Uint32Array {
  const [low, middle, high, none] = ['only', 'anyway', 'blue', 'quiet'].map(dot) as [number, number, number, number]
  return filled((value) => {
    if (value === 0) return none
    const share = count < 2 ? 1 : (Math.min(value, count) - 1) / (count - 1)
    return share < 0.5 ? mixed(low, middle, share * 2) : mixed(middle, high, share * 2 - 1)
  })
}

/** None is quiet; from one to `most` it grows. */
export function counts(most: number, first = 0.4): Uint32Array {
  const [none, all] = [dot('quiet'), dot('only')]
  return filled((value) => (value === 0 ? none : mixed(none, all, first + ((1 - first) * Math.min(value, most)) / most)))
}

/** A colour of a palette as a style says it. */
export function style(colour: number): string {
  return `rgb(${colour & 255} ${(colour >>> 8) & 255} ${(colour >>> 16) & 255})`
}
