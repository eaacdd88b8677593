// The records that the Node clients write and kcat reads back.
export const RECORDS = 10_000
export const PARTITIONS = 3

export function recordOf (i) {
  return {
    partition: i % PARTITIONS,
    key: i % 10 === 0 ? null : `key-${i}`,
    value: i % 13 === 0 ? null : `value-${i}-${'x'.repeat(i % 100)}`
  }
}
