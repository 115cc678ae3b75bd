package io.qsstream.benchmarks.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Posts to one server over keep-alive connections, all on one thread, so that the client takes little of the machine.
 *
 * <p>Closed: each connection posts again as soon as it was answered, so the server is never idle. Open: so many a second
 * whatever the server does, and a request's time counts from when it was due, not from when it could be sent.
 */
public final class Load {

    private static final Duration LAST_ANSWERS = Duration.ofSeconds(10);

    /** Is told each answer, on the thread of the load. */
    public interface Listener {
        void answered(Webhook webhook, int status, long sentNanos, long answeredNanos);
    }

    /**
     * What came of it.
     *
     * @param answers how many of each status
     * @param seconds from the first request to the last answer
     * @param micros of the answers, ascending
     */
    public record Outcome(TreeMap<Integer, Long> answers, double seconds, long[] micros) {

        public double perSecond() {
            return micros.length / seconds;
        }

        /** How many were answered otherwise than 2xx. */
        public long refused() {
            return answers.entrySet().stream()
                    .filter(each -> each.getKey() / 100 != 2)
                    .mapToLong(each -> each.getValue())
                    .sum();
        }

        /** By nearest rank; NaN where nothing was answered. */
        public double percentileMillis(double share) {
            return micros.length == 0
                    ? Double.NaN
                    : micros[(int) Math.min(micros.length - 1, Math.ceil(share * micros.length) - 1)] / 1e3;
        }
    }

    private static final class Connection {
        private final SocketChannel channel;
        private final ByteBuffer answer = ByteBuffer.allocate(16 * 1024);
        private @Nullable Webhook webhook;
        private @Nullable ByteBuffer out;
        private long dueNanos;
        private @Nullable SelectionKey key;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }
    }

    private final int port;
    private final int connections;
    private final Supplier<Webhook> webhooks;
    private final Listener listener;

    private final TreeMap<Integer, Long> answers = new TreeMap<>();
    private long[] micros = new long[1 << 16];
    private int answered;
    private int waiting;

    /** @param webhooks the next to post, asked on the thread of the load */
    public Load(int port, int connections, Supplier<Webhook> webhooks, Listener listener) {
        this.port = port;
        this.connections = connections;
        this.webhooks = webhooks;
        this.listener = listener;
    }

    public static void nobodyListens(Webhook webhook, int status, long sentNanos, long answeredNanos) {
        // For loads of which only the sum counts.
    }

    /** As many as go, for so long. */
    public Outcome closed(Duration howLong) {
        return run(howLong, 0);
    }

    /** So many a second, for so long. */
    public Outcome open(Duration howLong, double perSecond) {
        return run(howLong, perSecond);
    }

    private Outcome run(Duration howLong, double perSecond) {
        answers.clear();
        answered = 0;
        waiting = 0;
        try (Selector selector = Selector.open()) {
            Deque<Connection> free = connect(selector);
            try {
                long start = System.nanoTime();
                long end = start + howLong.toNanos();
                long step = perSecond == 0 ? 0 : (long) (1e9 / perSecond);
                long due = start;
                while (true) {
                    long now = System.nanoTime();
                    boolean more = now < end;
                    while (more && !free.isEmpty() && (step == 0 || due <= now)) {
                        send(free.poll(), step == 0 ? now : due);
                        due += step;
                    }
                    if (!more && (waiting == 0 || now > end + LAST_ANSWERS.toNanos())) {
                        break;
                    }
                    long wait = step == 0 || !more ? 100 : Math.max(0, (due - now) / 1_000_000);
                    if (free.isEmpty() || wait > 0) {
                        selector.select(Math.max(1, wait));
                    } else {
                        selector.selectNow();
                    }
                    receive(selector.selectedKeys(), free);
                }
                if (waiting > 0) {
                    answers.merge(0, (long) waiting, Long::sum);
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                long[] sorted = Arrays.copyOf(micros, answered);
                Arrays.sort(sorted);
                return new Outcome(new TreeMap<>(answers), seconds, sorted);
            } finally {
                for (SelectionKey key : selector.keys()) {
                    key.channel().close();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Deque<Connection> connect(Selector selector) throws IOException {
        Deque<Connection> free = new ArrayDeque<>();
        for (int i = 0; i < connections; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            Connection connection = new Connection(channel);
            connection.key = channel.register(selector, SelectionKey.OP_READ, connection);
            free.add(connection);
        }
        return free;
    }

    private void send(Connection connection, long dueNanos) throws IOException {
        Webhook webhook = webhooks.get();
        connection.webhook = webhook;
        connection.dueNanos = dueNanos;
        connection.out = ByteBuffer.wrap(webhook.bytes());
        waiting++;
        write(connection);
    }

    private static void write(Connection connection) throws IOException {
        if (connection.out == null || connection.key == null) {
            return;
        }
        connection.channel.write(connection.out);
        boolean done = !connection.out.hasRemaining();
        int wanted = done ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE;
        if (connection.key.interestOps() != wanted) {
            connection.key.interestOps(wanted);
        }
    }

    private void receive(Set<SelectionKey> ready, Deque<Connection> free) throws IOException {
        for (SelectionKey key : ready) {
            Connection connection = (Connection) key.attachment();
            if (key.isWritable()) {
                write(connection);
            }
            if (key.isReadable()) {
                if (connection.channel.read(connection.answer) < 0) {
                    throw new IOException("The server closed a connection");
                }
                int status = answered(connection.answer);
                if (status > 0) {
                    take(connection, status);
                    free.add(connection);
                }
            }
        }
        ready.clear();
    }

    private void take(Connection connection, int status) {
        long now = System.nanoTime();
        waiting--;
        answers.merge(status, 1L, Long::sum);
        if (answered == micros.length) {
            micros = Arrays.copyOf(micros, 2 * micros.length);
        }
        micros[answered++] = (now - connection.dueNanos) / 1000;
        if (connection.webhook != null) {
            listener.answered(connection.webhook, status, connection.dueNanos, now);
        }
        connection.answer.clear();
    }

    /** The status of a complete answer; 0 where some of it is still to come. */
    static int answered(ByteBuffer buffer) {
        byte[] bytes = buffer.array();
        int length = buffer.position();
        int head = -1;
        for (int i = 3; i < length; i++) {
            if (bytes[i] == '\n' && bytes[i - 1] == '\r' && bytes[i - 2] == '\n' && bytes[i - 3] == '\r') {
                head = i + 1;
                break;
            }
        }
        if (head < 0) {
            return 0;
        }
        int status = (bytes[9] - '0') * 100 + (bytes[10] - '0') * 10 + bytes[11] - '0';
        if (status == 204) {
            return status;
        }
        String text = new String(bytes, 0, head, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
        int at = text.indexOf("\r\ncontent-length:");
        if (at < 0) {
            throw new IllegalStateException("An answer without a length: " + text);
        }
        int from = at + "\r\ncontent-length:".length();
        int body =
                Integer.parseInt(text.substring(from, text.indexOf('\r', from)).strip());
        return length >= head + body ? status : 0;
    }
}
