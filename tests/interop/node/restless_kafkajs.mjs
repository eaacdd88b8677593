// KafkaJS in a cluster that fails: writes until the file STOP is there, with idempotence and one request in flight, and prints
// each acknowledged record: partition, offset, value. One partition per send: KafkaJS 2.2.4 asks a broker that has answered a send
// no more when that send is tried again, not even for a partition that it leads since (sendMessages.js: brokersWithoutResponse),
// and forgets the records. Usage: node restless_kafkajs.mjs BOOTSTRAP TOPIC STOP
import { existsSync } from 'node:fs'
import { Kafka, logLevel } from 'kafkajs'
import { PARTITIONS } from './records.mjs'

const [bootstrap, topic, stop] = process.argv.slice(2)
const kafka = new Kafka({
  clientId: 'kafkajs',
  brokers: bootstrap.split(','),
  logLevel: logLevel.NOTHING,
  requestTimeout: 5000,
  retry: { initialRetryTime: 50, maxRetryTime: 500, retries: 200 }
})
const producer = kafka.producer({ allowAutoTopicCreation: false, idempotent: true, maxInFlightRequests: 1, metadataMaxAge: 1000 })
await producer.connect()
const lines = []
for (let sent = 0; !existsSync(stop);) {
  const partition = sent % PARTITIONS
  const messages = []
  for (let n = 0; n < 10; ++n) messages.push({ partition, value: String(sent + n * PARTITIONS) })
  const [answer] = await producer.send({ topic, messages, acks: -1 })
  if (answer.errorCode !== 0) throw new Error(`partition ${partition}: error ${answer.errorCode}`)
  messages.forEach(({ value }, i) => lines.push(`${partition} ${Number(answer.baseOffset) + i} ${value}`))
  // The next partition, or all have had ten.
  sent += partition === PARTITIONS - 1 ? 1 + 9 * PARTITIONS : 1
  await new Promise(resolve => setTimeout(resolve, 5))
}
await producer.disconnect()
console.log(lines.join('\n'))
