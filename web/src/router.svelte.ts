// The address after # is the page and what it shows: '#/lab?scenario=rongcheng&people=20000'.

export const PAGES = ['start', 'lab', 'compare', 'city', 'live', 'audit', 'library', 'report'] as const
export type Page = (typeof PAGES)[number]

function read(): { page: Page; asked: URLSearchParams } {
  const [path = '', query = ''] = location.hash.replace(/^#\/?/, '').split('?')
  return { page: PAGES.find((one) => one === path) ?? 'start', asked: new URLSearchParams(query) }
}

/** `turns` counts the steps from address to address: each opens its page anew. */
export const route = $state({ ...read(), turns: 0 })

addEventListener('hashchange', () => Object.assign(route, read(), { turns: route.turns + 1 }))

export type Asked = Record<string, string | number | undefined>

export function address(page: Page, asked: Asked = {}): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(asked)) if (value !== undefined) query.set(name, String(value))
  return `#/${page}${query.size ? `?${query}` : ''}`
}

/** Put what a page shows into its address, without a step in the browser's history. */
export function remember(page: Page, asked: Asked): void {
  history.replaceState(null, '', address(page, asked))
}
