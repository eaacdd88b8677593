"""librdkafka in a cluster that fails: each acknowledged record is there afterwards, once, in order.

Usage: restless_confluent.py BOOTSTRAP TOPIC STOP. Writes until the file STOP is there, then reads everything.
"""
import os
import sys
import time

from confluent_kafka import Consumer, Producer, TopicPartition

PARTITIONS = 3


def main(bootstrap, topic, stop):
    acknowledged = [[] for _ in range(PARTITIONS)]
    failed = []
    producer = Producer({"bootstrap.servers": bootstrap, "enable.idempotence": True, "acks": "all", "linger.ms": 2,
                         "message.timeout.ms": 60_000, "reconnect.backoff.max.ms": 200, "log_level": 0})

    def delivered(error, message):
        failed.append(error) if error else acknowledged[message.partition()].append(int(message.value()))

    sent = 0
    while not os.path.exists(stop):
        for _ in range(20):
            producer.produce(topic, b"%d" % sent, partition=sent % PARTITIONS, on_delivery=delivered)
            sent += 1
        producer.poll(0)
        time.sleep(0.01)
    assert producer.flush(60) == 0, "not all records were answered"
    assert not failed, failed[:3]

    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "unused", "enable.auto.commit": False, "log_level": 0})
    consumer.assign([TopicPartition(topic, p, 0) for p in range(PARTITIONS)])
    read = [[] for _ in range(PARTITIONS)]
    deadline = time.time() + 60
    while sum(map(len, read)) < sent and time.time() < deadline:
        for record in consumer.consume(5000, 0.5):
            assert record.error() is None, record.error()
            read[record.partition()].append(int(record.value()))
    for p in range(PARTITIONS):
        assert acknowledged[p] == list(range(p, sent, PARTITIONS)), f"partition {p}: acknowledged out of order"
        assert read[p] == acknowledged[p], f"partition {p}: {len(acknowledged[p])} acknowledged, {len(read[p])} read"
    print(f"confluent-kafka: {sent} records through kills, a move and a rolling restart: 0 lost, 0 repeated, in order")


main(*sys.argv[1:])
