// Express and kafkajs doing what ingest does: verify the signature over the bytes, publish under the session's key,
// answer once all in-sync replicas have it. Arguments: port, bootstrap server, topic, secret.
import crypto from "node:crypto";
import express from "express";
import { Kafka, logLevel } from "kafkajs";

const [port, broker, topic, secret] = process.argv.slice(2);
// The benchmark holds the other end and never writes: its end is ours.
process.stdin.resume().on("end", () => process.exit(0));

const kafka = new Kafka({ clientId: "express-kafkajs", brokers: [broker], logLevel: logLevel.ERROR });
const producer = kafka.producer({ allowAutoTopicCreation: false });
await producer.connect();

const app = express();
app.disable("x-powered-by");
app.post("/webhooks/zoom", express.raw({ type: "application/json", limit: "1mb" }), async (request, response) => {
  const timestamp = request.get("x-zm-request-timestamp") ?? "";
  const expected = crypto.createHmac("sha256", secret).update(`v0:${timestamp}:`).update(request.body).digest();
  const claimed = Buffer.from((request.get("x-zm-signature") ?? "").slice(3), "hex");
  if (claimed.length !== expected.length || !crypto.timingSafeEqual(claimed, expected)) {
    response.sendStatus(401);
    return;
  }
  const { payload } = JSON.parse(request.body);
  try {
    await producer.send({
      topic,
      acks: -1,
      messages: [{ key: `${payload.account_id}|${payload.object.uuid}`, value: request.body }],
    });
    response.sendStatus(204);
  } catch {
    response.sendStatus(503);
  }
});
app.listen(Number(port), "127.0.0.1");
