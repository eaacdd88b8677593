// KafkaJS against a broker: creates a topic, produces 10,000 records, prints them as kcat should read them,
// or deletes the topic. Usage: node kafkajs_client.mjs BOOTSTRAP produce|delete TOPIC
import { CompressionTypes, Kafka, logLevel } from 'kafkajs'
import { RECORDS, PARTITIONS, recordOf } from './records.mjs'

const [bootstrap, verb, topic] = process.argv.slice(2)
const kafka = new Kafka({ clientId: 'kafkajs', brokers: [bootstrap], logLevel: logLevel.ERROR })
const admin = kafka.admin()
await admin.connect()
if (verb === 'produce') {
  await admin.createTopics({ topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: 1 }] })
  const producer = kafka.producer({ allowAutoTopicCreation: false })
  await producer.connect()
  for (let first = 0; first < RECORDS; first += 500) {
    const messages = []
    for (let i = first; i < first + 500; ++i) messages.push(recordOf(i))
    await producer.send({ topic, messages, acks: -1, compression: first % 1000 === 0 ? CompressionTypes.GZIP : CompressionTypes.None })
  }
  await producer.disconnect()
  const offsets = await admin.fetchTopicOffsets(topic)
  const total = offsets.reduce((sum, p) => sum + Number(p.high), 0)
  if (total !== RECORDS) throw new Error(`end offsets add up to ${total}`)
} else {
  await admin.deleteTopics({ topics: [topic] })
  if ((await admin.listTopics()).includes(topic)) throw new Error('the topic is still there')
}
await admin.disconnect()
