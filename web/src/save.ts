/** Hand a text to the visitor as a file: nothing is uploaded. */
export function save(name: string, text: string, sort = 'text/plain'): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([text], { type: `${sort};charset=utf-8` }))
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
