// @platformatic/kafka in a cluster that fails: writes until the file STOP is there and prints each acknowledged record: partition,
// offset, value. Version 1.35.0 cannot read the leader that a refusal names since KIP-951 (Reader.readTaggedFields takes the number
// of tagged fields for their size), so that its own retries never find it: as an application has to, this one begins anew with
// another producer, and what it sends again may be there twice. Usage: node restless_platformatic.mjs BOOTSTRAP TOPIC STOP
import { existsSync } from 'node:fs'
import { Producer, stringSerializers } from '@platformatic/kafka'
import { PARTITIONS } from './records.mjs'

const [bootstrap, topic, stop] = process.argv.slice(2)
const connect = () => new Producer({
  clientId: 'platformatic',
  bootstrapBrokers: bootstrap.split(','),
  serializers: stringSerializers,
  idempotent: true,
  retries: 2,
  retryDelay: 100,
  timeout: 5000,
  metadataMaxAge: 500
})
let producer = connect()
const lines = []
const send = async (partition, values) => {
  const messages = values.map(value => ({ topic, partition, value }))
  for (const deadline = Date.now() + 60_000; ;) {
    try {
      const { offsets: [{ offset }] } = await producer.send({ messages, acks: -1 })
      values.forEach((value, i) => lines.push(`${partition} ${Number(offset) + i} ${value}`))
      return
    } catch (error) {
      if (Date.now() > deadline) throw error
      producer.close().catch(() => {})
      producer = connect()
    }
  }
}
for (let sent = 0; !existsSync(stop); sent += 10 * PARTITIONS) {
  for (let partition = 0; partition < PARTITIONS; ++partition) {
    const values = []
    for (let n = 0; n < 10; ++n) values.push(String(sent + n * PARTITIONS + partition))
    await send(partition, values)
  }
  await new Promise(resolve => setTimeout(resolve, 10))
}
await producer.close()
console.log(lines.join('\n'))
