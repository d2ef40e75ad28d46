// People on a canvas, a pixel each, in tiles of neighbours: who is near by number stands near.

/** Where each person stands: `place[i]` is the pixel of person i in a picture of `width` by `height` pixels. */
export interface Layout {
  width: number
  height: number
  place: Int32Array
}

export const TILE = 16

export function layout(people: number): Layout {
  const all = Math.max(1, Math.ceil(people / (TILE * TILE)))
  const tiles = Math.ceil(Math.sqrt(all))
  const [width, height] = [TILE * tiles, TILE * Math.ceil(all / tiles)]
  const place = new Int32Array(people)
  for (let person = 0; person < people; person++) {
    const [whole, inside] = [Math.floor(person / (TILE * TILE)), person % (TILE * TILE)]
    const row = Math.floor(whole / tiles) * TILE + Math.floor(inside / TILE)
    place[person] = row * width + (whole % tiles) * TILE + (inside % TILE)
  }
  return { width, height, place }
}

/** Who stands at a pixel, or -1. */
export function personAt(where: Layout, x: number, y: number): number {
  return x < 0 || y < 0 || x >= where.width || y >= where.height ? -1 : where.place.indexOf(y * where.width + x)
}

/** Draw everybody by a look-up of their value in the palette, each pixel as large as a whole number of dots. */
export class Crowd {
  private readonly small = document.createElement('canvas')
  private readonly dots: Uint32Array
  private readonly image: ImageData

  constructor(private readonly canvas: HTMLCanvasElement, private readonly where: Layout) {
    ;[this.small.width, this.small.height] = [where.width, where.height]
    this.image = new ImageData(where.width, where.height)
    this.dots = new Uint32Array(this.image.data.buffer)
  }

  draw(values: ArrayLike<number>, palette: Uint32Array): void {
    const { place, width, height } = this.where
    for (let person = 0; person < place.length; person++) this.dots[place[person]!] = palette[values[person]!]!
    this.small.getContext('2d')!.putImageData(this.image, 0, 0)
    const zoom = Math.max(1, Math.round((this.canvas.clientWidth * devicePixelRatio) / width))
    if (this.canvas.width !== width * zoom || this.canvas.height !== height * zoom) [this.canvas.width, this.canvas.height] = [width * zoom, height * zoom]
    const brush = this.canvas.getContext('2d')!
    brush.imageSmoothingEnabled = false
    brush.clearRect(0, 0, width * zoom, height * zoom)
    brush.drawImage(this.small, 0, 0, width * zoom, height * zoom)
  }
}
