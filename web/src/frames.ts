// A binary frame: the length of its header, the header in JSON, then arrays that begin at multiples of eight.
import type { Frame } from './types'

export type Values = Uint8Array | Uint32Array | Int32Array | BigInt64Array | Float64Array
export interface Shown {
  head: Frame
  arrays: Record<string, Values>
}

const MAKERS = { u1: Uint8Array, u4: Uint32Array, i4: Int32Array, i8: BigInt64Array, f8: Float64Array }
const WORD = 8

export function unpack(data: ArrayBuffer): Shown {
  const length = new DataView(data).getUint32(0, true)
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, length))) as Frame
  const arrays: Record<string, Values> = {}
  let at = 4 + length
  for (const { name, dtype, shape } of head.arrays) {
    const count = shape.reduce((product, axis) => product * axis, 1)
    const made = new MAKERS[dtype](data, at, count)
    arrays[name] = made
    at += Math.ceil(made.byteLength / WORD) * WORD
  }
  return { head, arrays }
}
