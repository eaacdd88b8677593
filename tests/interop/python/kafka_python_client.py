"""kafka-python against a broker: create, produce 10,000 records, read them back equal, list offsets, delete.

Usage: kafka_python_client.py BOOTSTRAP. Exits 0 only if everything agreed.
"""
import sys
import time

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import KafkaAdminClient, NewTopic

RECORDS, PARTITIONS, FIRST_TIMESTAMP = 10_000, 3, 1_700_000_000_000


def key_of(i):
    return None if i % 10 == 0 else b"key-%d" % i


def value_of(i):
    if i % 13 == 0:
        return b"" if i % 10 == 0 else None  # this client refuses a record without key and value
    return b"value-%d-" % i + b"x" * (i % 100)


def headers_of(i):
    return [("number", b"%d" % i)] if i % 5 == 0 else []


def produce(bootstrap, topic, codec):
    producer = KafkaProducer(bootstrap_servers=bootstrap, acks="all", compression_type=codec, linger_ms=5)
    sent = [producer.send(topic, value_of(i), key_of(i), headers_of(i), i % PARTITIONS, FIRST_TIMESTAMP + i)
            for i in range(RECORDS)]
    producer.flush(60)
    for i, future in enumerate(sent):
        assert future.get(10).offset == i // PARTITIONS, f"offset of record {i}"
    producer.close()


def consume(bootstrap, topic):
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest", enable_auto_commit=False)
    partitions = [TopicPartition(topic, p) for p in range(PARTITIONS)]
    consumer.assign(partitions)
    consumer.seek_to_beginning()
    seen, following, deadline = 0, [0] * PARTITIONS, time.time() + 60
    while seen < RECORDS and time.time() < deadline:
        for records in consumer.poll(200).values():
            for record in records:
                assert record.offset == following[record.partition], "offsets without gaps"
                following[record.partition] += 1
                i = record.offset * PARTITIONS + record.partition
                assert record.key == key_of(i) and record.value == value_of(i), f"record {i}"
                assert record.timestamp == FIRST_TIMESTAMP + i and list(record.headers) == headers_of(i), f"record {i}"
                seen += 1
    assert seen == RECORDS, f"read {seen} of {RECORDS}"
    found = consumer.offsets_for_times({partitions[1]: FIRST_TIMESTAMP + 3001})
    assert found[partitions[1]].offset == 1000, "offset by timestamp"
    assert consumer.end_offsets(partitions)[partitions[1]] == 3333, "end offset"
    assert consumer.beginning_offsets(partitions)[partitions[1]] == 0, "beginning offset"
    consumer.close()


def main(bootstrap):
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    topics = []
    for codec in (None, "gzip", "lz4"):
        topic = f"kafka-python-{codec}"
        topics.append(topic)
        admin.create_topics([NewTopic(topic, PARTITIONS, 1, topic_configs={"retention.ms": "-1"})])
        produce(bootstrap, topic, codec)
        consume(bootstrap, topic)
        print(f"kafka-python, {codec}: {RECORDS} records equal")
    admin.delete_topics(topics)
    assert not set(topics) & set(admin.list_topics()), "deleted topics"
    admin.close()
    print("kafka-python: all agreed")


main(sys.argv[1])
