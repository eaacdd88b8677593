"""kill -9 of the broker amid 100,000 records: every acknowledged record is there afterwards, in order, once.

Usage: survive_kill.py FAULTLINE. Starts and kills its own broker; exits 0 only if nothing was lost.
"""
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from confluent_kafka import Consumer, Producer, TopicPartition

RECORDS = 100_000
KILL_AT = (20_000, 60_000)


def start(faultline, folder, port):
    with open(f"{folder}/server.properties", "w") as file:
        file.write(f"node.id=1\nprocess.roles=broker,controller\nlisteners=PLAINTEXT://127.0.0.1:{port}\nlog.dirs={folder}/log\n")
    errors = open(f"{folder}/err", "ab")
    broker = subprocess.Popen([faultline, "broker", "--config", f"{folder}/server.properties"],
                              stdout=subprocess.PIPE, stderr=errors)
    while True:
        line = broker.stdout.readline().decode()
        assert line, "the broker did not start:\n" + open(f"{folder}/err").read()[-2000:]
        found = re.search(r"PLAINTEXT://127\.0\.0\.1:(\d+)", line)
        if found:
            return broker, int(found.group(1))


def main(faultline):
    folder = tempfile.mkdtemp()
    broker, port = start(faultline, folder, 0)
    kills = list(KILL_AT)
    acknowledged, failed = [], []
    try:
        producer = Producer({"bootstrap.servers": f"127.0.0.1:{port}", "enable.idempotence": True, "linger.ms": 1,
                             "batch.num.messages": 100, "message.timeout.ms": 60_000, "reconnect.backoff.max.ms": 200,
                             "log_level": 0})

        def delivered(error, message):
            (failed if error else acknowledged).append(int(message.value()))

        for i in range(RECORDS):
            while True:
                try:
                    producer.produce("killed", b"%d" % i, partition=0, on_delivery=delivered)
                    break
                except BufferError:
                    producer.poll(0.01)
            # At most 5,000 records wait for their answer, so that the kills fall into the middle of the run.
            deadline = time.time() + 60
            while True:
                producer.poll(0 if i - len(acknowledged) < 5_000 else 0.01)
                if kills and len(acknowledged) >= kills[0]:
                    kills.pop(0)
                    os.kill(broker.pid, signal.SIGKILL)
                    broker.wait()
                    broker, port = start(faultline, folder, port)
                if i - len(acknowledged) < 5_000 or time.time() > deadline:
                    break
        assert producer.flush(90) == 0, "not all records were answered"
        assert not kills, f"the broker was killed only {len(KILL_AT) - len(kills)} times"
        assert not failed, f"{len(failed)} records failed"
        assert len(acknowledged) == RECORDS, f"{len(acknowledged)} acknowledged"

        consumer = Consumer({"bootstrap.servers": f"127.0.0.1:{port}", "group.id": "unused", "enable.auto.commit": False})
        consumer.assign([TopicPartition("killed", 0, 0)])
        read, deadline = [], time.time() + 60
        while len(read) < RECORDS and time.time() < deadline:
            for record in consumer.consume(5000, 0.5):
                assert record.error() is None, record.error()
                assert record.offset() == len(read), f"offset {record.offset()} at place {len(read)}"
                read.append(int(record.value()))
        low, high = consumer.get_watermark_offsets(TopicPartition("killed", 0), 10)
        assert (low, high) == (0, RECORDS), f"the log is [{low}, {high})"
        assert read == list(range(RECORDS)), "each record once, in order"
        print(f"kill -9, {len(KILL_AT)} times amid {RECORDS} records: 0 lost, 0 repeated, in order")
    finally:
        if broker.poll() is None:
            broker.terminate()
            broker.wait()
        shutil.rmtree(folder)


main(sys.argv[1])
