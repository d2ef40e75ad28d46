// Light or dark: as the system says, unless the visitor says otherwise.

export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]
const KEPT = 'creditarium.theme'

/** `turns` counts changes, so that what is drawn on a canvas is drawn again. */
export const theme = $state({ chosen: (localStorage.getItem(KEPT) ?? 'auto') as Theme, turns: 0 })

export function wear(next: Theme): void {
  theme.chosen = next
  localStorage.setItem(KEPT, next)
  show()
}

function show(): void {
  if (theme.chosen === 'auto') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme.chosen
  theme.turns++
}

show()
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show)

const probe = document.createElement('span')
probe.hidden = true
document.body.append(probe)

/** A colour of the style sheet as it is now: "rgb(r, g, b)". */
export function colour(name: string): string {
  probe.style.color = `var(--${name})`
  return getComputedStyle(probe).color
}

/** The same as a canvas keeps it. */
export function dot(name: string): number {
  const [red = 0, green = 0, blue = 0] = colour(name).match(/\d+/g)!.map(Number)
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0
}
