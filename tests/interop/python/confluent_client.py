"""confluent-kafka-python (librdkafka) against a broker: all codecs, idempotent, headers, nulls, by offset and time.

Usage: confluent_client.py BOOTSTRAP. Exits 0 only if everything agreed.
"""
import sys
import time

from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, ConfigResource, NewPartitions, NewTopic

RECORDS, PARTITIONS, FIRST_TIMESTAMP = 10_000, 3, 1_700_000_000_000


def key_of(i):
    return None if i % 10 == 0 else b"key-%d" % i


def value_of(i):
    return None if i % 13 == 0 else b"value-%d-" % i + b"x" * (i % 100)


def headers_of(i):
    return [("number", b"%d" % i)] if i % 5 == 0 else None


def produce(bootstrap, topic, codec):
    producer = Producer({"bootstrap.servers": bootstrap, "enable.idempotence": True, "compression.type": codec,
                         "linger.ms": 5})
    offsets = {}

    def delivered(i):
        def callback(error, message):
            assert error is None, error
            offsets[i] = message.offset()
        return callback

    for i in range(RECORDS):
        producer.produce(topic, value_of(i), key_of(i), i % PARTITIONS, on_delivery=delivered(i),
                         timestamp=FIRST_TIMESTAMP + i, headers=headers_of(i))
        producer.poll(0)
    assert producer.flush(60) == 0, "flushed"
    assert offsets == {i: i // PARTITIONS for i in range(RECORDS)}, "offsets of the acknowledged records"


def consume(bootstrap, topic):
    consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": "unused", "enable.auto.commit": False,
                         "auto.offset.reset": "earliest"})
    consumer.assign([TopicPartition(topic, p, 0) for p in range(PARTITIONS)])
    seen, following, deadline = 0, [0] * PARTITIONS, time.time() + 60
    while seen < RECORDS and time.time() < deadline:
        for record in consumer.consume(1000, 0.2):
            assert record.error() is None, record.error()
            assert record.offset() == following[record.partition()], "offsets without gaps"
            following[record.partition()] += 1
            i = record.offset() * PARTITIONS + record.partition()
            assert record.key() == key_of(i) and record.value() == value_of(i), f"record {i}"
            assert record.timestamp()[1] == FIRST_TIMESTAMP + i and record.headers() == headers_of(i), f"record {i}"
            seen += 1
    assert seen == RECORDS, f"read {seen} of {RECORDS}"
    found = consumer.offsets_for_times([TopicPartition(topic, 1, FIRST_TIMESTAMP + 3001)], 10)
    assert found[0].offset == 1000, "offset by timestamp"
    assert consumer.get_watermark_offsets(TopicPartition(topic, 1), 10) == (0, 3333), "watermarks"
    consumer.assign([TopicPartition(topic, 1, 1000)])
    record = consumer.poll(10)
    assert record is not None and record.offset() == 1000, "by offset"
    consumer.close()


def main(bootstrap):
    admin = AdminClient({"bootstrap.servers": bootstrap})
    topics = []
    for codec in ("none", "gzip", "snappy", "lz4", "zstd"):
        topic = f"confluent-{codec}"
        topics.append(topic)
        for future in admin.create_topics([NewTopic(topic, PARTITIONS, 1, config={"retention.ms": "-1"})]).values():
            future.result(10)
        produce(bootstrap, topic, codec)
        consume(bootstrap, topic)
        print(f"confluent-kafka-python, {codec}: {RECORDS} records equal")
    resource = ConfigResource("topic", topics[0])
    for future in admin.describe_configs([resource]).values():
        assert future.result(10)["cleanup.policy"].value == "delete", "described config"
    for future in admin.create_partitions([NewPartitions(topics[0], 5)]).values():
        future.result(10)
    assert len(admin.list_topics(topics[0], 10).topics[topics[0]].partitions) == 5, "increased partitions"
    for future in admin.delete_topics(topics).values():
        future.result(10)
    assert not set(topics) & set(admin.list_topics(timeout=10).topics), "deleted topics"
    print("confluent-kafka-python: all agreed")


main(sys.argv[1])
