#!/usr/bin/env python3
"""Reads alert transitions as a team's own service would, and prints each as one line of JSON.

  apt-get install python3-confluent-kafka python3-avro       (or pip install confluent-kafka avro)
  ./alerts.py --brokers localhost:9092 --registry http://localhost:8081/apis/ccompat/v7

What matters in it:
  isolation.level=read_committed   a transition is seen once, even if the pipeline crashed while writing it
  commit after the work is done    a crash of ours repeats what was not committed; (alertId, sequence) tells it apart
  schemas by id                    the id in a record names the schema it was written with
"""

import argparse
import io
import json
import struct
import urllib.request

import avro.io
import avro.schema
from confluent_kafka import Consumer, KafkaError

TOPIC = "zoom.qss.alerts.v1"


class Registry:
    """Schemas by id; each is asked for once, they never change."""

    def __init__(self, url):
        self.url = url.rstrip("/")
        self.readers = {}

    def decode(self, frame):
        if len(frame) < 5 or frame[0] != 0:
            raise ValueError("not a record in the Confluent wire format")
        (schema_id,) = struct.unpack(">I", frame[1:5])
        if schema_id not in self.readers:
            with urllib.request.urlopen(f"{self.url}/schemas/ids/{schema_id}") as answer:
                self.readers[schema_id] = avro.io.DatumReader(avro.schema.parse(json.load(answer)["schema"]))
        return self.readers[schema_id].read(avro.io.BinaryDecoder(io.BytesIO(frame[5:])))


def handle(transition):
    """Your work. Must tolerate a repetition: keep the highest sequence per alertId."""
    print(json.dumps(transition, default=lambda time: time.isoformat(), sort_keys=True), flush=True)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--brokers", default="localhost:9092")
    options.add_argument("--registry", default="http://localhost:8081")
    options.add_argument("--group", default="alerts-example-python")
    options.add_argument("--until-end", action="store_true", help="stop at what is the end now")
    arguments = options.parse_args()

    registry = Registry(arguments.registry)
    consumer = Consumer(
        {
            "bootstrap.servers": arguments.brokers,
            "group.id": arguments.group,
            "auto.offset.reset": "earliest",
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
            "enable.partition.eof": True,
        }
    )
    left = set(consumer.list_topics(TOPIC, timeout=10).topics[TOPIC].partitions)
    consumer.subscribe([TOPIC])
    try:
        while left or not arguments.until_end:
            message = consumer.poll(1.0)
            if message is None:
                continue
            if message.error():
                if message.error().code() != KafkaError._PARTITION_EOF:
                    raise SystemExit(str(message.error()))
                left.discard(message.partition())
                continue
            handle(registry.decode(message.value()))
            consumer.commit(message=message, asynchronous=True)
    except KeyboardInterrupt:
        pass
    finally:
        consumer.close()


if __name__ == "__main__":
    main()
