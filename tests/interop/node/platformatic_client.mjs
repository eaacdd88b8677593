// @platformatic/kafka against a broker: creates a topic, produces 10,000 records, or deletes the topic.
// Usage: node platformatic_client.mjs BOOTSTRAP produce|delete TOPIC
import { Admin, Producer, stringSerializers } from '@platformatic/kafka'
import { RECORDS, PARTITIONS, recordOf } from './records.mjs'

const [bootstrap, verb, topic] = process.argv.slice(2)
const admin = new Admin({ clientId: 'platformatic', bootstrapBrokers: [bootstrap] })
if (verb === 'produce') {
  await admin.createTopics({ topics: [topic], partitions: PARTITIONS, replicas: 1 })
  const producer = new Producer({ clientId: 'platformatic', bootstrapBrokers: [bootstrap], serializers: stringSerializers })
  for (let first = 0; first < RECORDS; first += 500) {
    const messages = []
    for (let i = first; i < first + 500; ++i) {
      const { partition, key, value } = recordOf(i)
      messages.push({ topic, partition, key: key ?? undefined, value: value ?? undefined })
    }
    await producer.send({ messages, acks: -1 })
  }
  await producer.close()
} else {
  await admin.deleteTopics({ topics: [topic] })
}
await admin.close()
