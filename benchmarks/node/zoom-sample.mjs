// The design of Zoom's "QSS Metrics Dashboard" sample, written anew from its description (no code of it was read):
// Express parses the body, socket.io relays it as text to whoever watches the session, 200 at once. No signature check, nothing
// kept, no Kafka. Arguments: port.
import { createServer } from "node:http";
import express from "express";
import { Server } from "socket.io";

const [port] = process.argv.slice(2);
process.stdin.resume().on("end", () => process.exit(0));

const app = express();
const server = createServer(app);
const io = new Server(server, { cors: { origin: "*" } });
io.on("connection", (socket) => socket.on("watch", (session) => socket.join(session)));

app.use(express.json({ limit: "50mb" }));
app.post("/webhooks/zoom", (request, response) => {
  const object = request.body.payload.object;
  io.to(object.session_id ?? object.uuid).emit("webhookReceived", JSON.stringify(request.body));
  response.sendStatus(200);
});
server.listen(Number(port), "127.0.0.1");
