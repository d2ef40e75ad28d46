// A page to share: what stands in an article, without its buttons, as one file that asks for nothing.
import { save } from './save'
import { t, tongue } from './text.svelte'

const STYLE = 'body{max-width:46rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif;color-scheme:light dark}table{border-collapse:collapse}th,td{text-align:left;padding:.2rem .8rem .2rem 0;border-bottom:1px solid #8886;vertical-align:top}.heard{display:none}.diary li{margin:.4rem 0}'

export function share(article: HTMLElement, title: string): void {
  const copy = article.cloneNode(true) as HTMLElement
  for (const one of copy.querySelectorAll('button, canvas, .chart, .choices')) one.remove()
  for (const one of copy.querySelectorAll('details')) one.open = true
  for (const one of copy.querySelectorAll('a')) one.replaceWith(...one.childNodes)
  const head = `<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} · Creditarium</title><style>${STYLE}</style>`
  save(`${title.toLowerCase().normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/[^a-z0-9]+/g, '-')}.html`, `<!doctype html>\n<html lang="${tongue()}"><head>${head}</head><body><p>${t('imaginary.long')}</p>${copy.outerHTML}</body></html>\n`, 'text/html')
}
