"""kafka-python in a cluster that fails: each acknowledged record is there afterwards, in order.

Usage: restless_kafka_python.py BOOTSTRAP TOPIC STOP. This client has no idempotence: a record whose answer was lost may be
there twice, which it may not hide; lost or out of order is a failure.
"""
import os
import sys
import time

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

PARTITIONS = 3


def main(bootstrap, topic, stop):
    producer = KafkaProducer(bootstrap_servers=bootstrap.split(","), acks="all", retries=1000, linger_ms=2,
                             max_in_flight_requests_per_connection=1, request_timeout_ms=10_000, retry_backoff_ms=50,
                             reconnect_backoff_max_ms=200, metadata_max_age_ms=1_000)
    sent, answers = 0, []
    while not os.path.exists(stop):
        for _ in range(20):
            answers.append(producer.send(topic, b"%d" % sent, partition=sent % PARTITIONS))
            sent += 1
        time.sleep(0.01)
    producer.flush(60)
    for answer in answers:
        answer.get(timeout=60)

    consumer = KafkaConsumer(bootstrap_servers=bootstrap.split(","), enable_auto_commit=False, consumer_timeout_ms=20_000)
    partitions = [TopicPartition(topic, p) for p in range(PARTITIONS)]
    consumer.assign(partitions)
    consumer.seek_to_beginning()
    ends = consumer.end_offsets(partitions)
    read = [[] for _ in range(PARTITIONS)]
    for record in consumer:
        read[record.partition].append(int(record.value))
        if all(len(read[p.partition]) >= ends[p] for p in partitions):
            break
    repeated = 0
    for p in range(PARTITIONS):
        once = list(dict.fromkeys(read[p]))
        repeated += len(read[p]) - len(once)
        assert once == list(range(p, sent, PARTITIONS)), f"partition {p}: records are missing or out of order"
    print(f"kafka-python: {sent} records through kills, a move and a rolling restart: 0 lost, {repeated} repeated, in order")


main(*sys.argv[1:])
