/*
 * Reads alert transitions as a team's own service would, and prints each as one line of JSON.
 *
 *   npm install
 *   node alerts.mjs --brokers localhost:9092 --registry http://localhost:8081/apis/ccompat/v7
 *
 * KafkaJS reads committed records only unless told otherwise. Offsets are committed after the work is done: a crash of
 * ours repeats what was not committed, and (alertId, sequence) tells it apart.
 */
import { parseArgs } from 'node:util';
import kafkajs from 'kafkajs';
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import lz4 from 'lz4js';

const { Kafka, CompressionTypes, CompressionCodecs, logLevel } = kafkajs;

// The pipeline writes lz4, which KafkaJS leaves to a codec of one's choice.
CompressionCodecs[CompressionTypes.LZ4] = () => ({
  compress: ({ buffer }) => Promise.resolve(Buffer.from(lz4.compress(buffer))),
  decompress: (buffer) => Promise.resolve(Buffer.from(lz4.decompress(buffer))),
});

const TOPIC = 'zoom.qss.alerts.v1';

const { values: options } = parseArgs({
  options: {
    brokers: { type: 'string', default: 'localhost:9092' },
    registry: { type: 'string', default: 'http://localhost:8081' },
    group: { type: 'string', default: 'alerts-example-node' },
    'until-end': { type: 'boolean', default: false },
  },
});

/** Your work. Must tolerate a repetition: keep the highest sequence per alertId. */
function work(transition) {
  console.log(JSON.stringify(transition));
}

const kafka = new Kafka({ clientId: 'alerts-example', brokers: options.brokers.split(','), logLevel: logLevel.ERROR });
const registry = new SchemaRegistry({ host: options.registry });
const consumer = kafka.consumer({ groupId: options.group });

/** Partitions whose present end has not been reached, with that end. */
async function ends() {
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(TOPIC);
  await admin.disconnect();
  return new Map(offsets.filter(({ low, high }) => BigInt(high) > BigInt(low)).map((at) => [at.partition, BigInt(at.high)]));
}

const left = await ends();
let done;
const end = new Promise((resolve) => (done = resolve));
const reached = (partition, next) => {
  if (left.has(partition) && next >= left.get(partition)) {
    left.delete(partition);
  }
  if (options['until-end'] && left.size === 0) {
    done();
  }
};
process.once('SIGINT', done);
process.once('SIGTERM', done);

await consumer.connect();
await consumer.subscribe({ topics: [TOPIC], fromBeginning: true });
// A batch of nothing but transaction markers is a step too.
consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload }) =>
  reached(payload.partition, BigInt(payload.lastOffset) + 1n),
);
consumer.on(consumer.events.FETCH, () => reached(-1, 0n));
await consumer.run({
  eachMessage: async ({ message }) => work(await registry.decode(message.value)),
});
await end;
await consumer.disconnect();
